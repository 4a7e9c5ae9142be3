/** One line of a chart. */
export interface Curve {
  label: string;
  /** A variable of the theme, such as `--ui-primary`. */
  colour: string;
  /** By growing x. */
  points: readonly (readonly [x: number, y: number])[];
  dashed?: boolean;
  /** Marks every point. */
  dots?: boolean;
}

type Column = (number | null)[];

/** Curves over one axis, as uPlot takes them: every x that one of them has, then each curve's values there. */
export function aligned(curves: readonly Curve[]): [number[], ...Column[]] {
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const columns = curves.map(({ points }): Column => {
    const values = new Map(points);
    return xs.map((x) => values.get(x) ?? null);
  });
  return [xs, ...columns];
}
