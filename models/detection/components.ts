import type { Point } from '../image/warp.ts';

/** How likely each pixel belongs to text, 0..255 for 0..1, row by row. */
export interface ProbabilityMap {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Neighbouring pixels above the threshold, as runs in rows. */
export interface Component {
  runs: readonly Run[];
  /** Mean probability of its pixels, 0..1. */
  confidence: number;
  pixels: number;
}

interface Run {
  y: number;
  /** First pixel, and the one after the last. */
  start: number;
  end: number;
  component: number;
}

/** Components of 8-neighbours whose probability is above `threshold` (0..1), in the order of their first pixels. */
export function componentsOf({ width, height, data }: ProbabilityMap, threshold: number): Component[] {
  const least = threshold * 255;
  const parents: number[] = [];
  const runs: Run[] = [];
  let before = 0;
  for (let y = 0; y < height; y++) {
    const first = runs.length;
    let above = before;
    for (let x = 0; x < width; x++) {
      if ((data[y * width + x] as number) <= least) continue;
      const start = x;
      while (x < width && (data[y * width + x] as number) > least) x++;
      const run: Run = { y, start, end: x, component: parents.length };
      parents.push(run.component);
      while (above < first && (runs[above] as Run).end < start) above++;
      for (let i = above; i < first && (runs[i] as Run).start <= x; i++)
        join(parents, (runs[i] as Run).component, run.component);
      runs.push(run);
    }
    before = first;
  }
  const grouped = Map.groupBy(runs, ({ component }) => rootOf(parents, component));
  return [...grouped.values()].map((own) => measured(own, { width, data }));
}

function measured(runs: readonly Run[], { width, data }: Pick<ProbabilityMap, 'width' | 'data'>): Component {
  let sum = 0;
  let pixels = 0;
  for (const { y, start, end } of runs) {
    for (let x = start; x < end; x++) sum += data[y * width + x] as number;
    pixels += end - start;
  }
  return { runs, pixels, confidence: sum / pixels / 255 };
}

/** Corners of the pixels at its left and right border. */
export function borderOf({ runs }: Component): Point[] {
  return runs.flatMap(({ y, start, end }): Point[] => [
    [start, y],
    [end, y],
    [start, y + 1],
    [end, y + 1],
  ]);
}

function rootOf(parents: number[], index: number): number {
  let root = index;
  while (parents[root] !== root) root = parents[root] as number;
  for (let i = index; parents[i] !== root;) {
    const next = parents[i] as number;
    parents[i] = root;
    i = next;
  }
  return root;
}

function join(parents: number[], a: number, b: number): void {
  const [one, other] = [rootOf(parents, a), rootOf(parents, b)];
  if (one !== other) parents[Math.max(one, other)] = Math.min(one, other);
}
