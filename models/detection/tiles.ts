/** A part of a picture that goes through the network by itself, and the part of it that counts. */
export interface Tile {
  left: number;
  top: number;
  width: number;
  height: number;
  /** In pixels of the picture; the parts of all tiles cover it without overlap. */
  kept: { left: number; top: number; right: number; bottom: number };
}

/** Cuts a picture into tiles of at most `side` that overlap by at least `overlap`; between two of them the middle is the border. */
export function tilesOf(width: number, height: number, side: number, overlap: number): Tile[] {
  const rows = stretches(height, side, overlap);
  const columns = stretches(width, side, overlap);
  return rows.flatMap((row) =>
    columns.map((column) => ({
      ...{ left: column.start, top: row.start, width: column.length, height: row.length },
      kept: { left: column.from, right: column.to, top: row.from, bottom: row.to },
    })),
  );
}

function stretches(total: number, side: number, overlap: number) {
  const length = Math.min(side, total);
  const count = total <= side ? 1 : Math.ceil((total - overlap) / (side - overlap));
  const starts = Array.from({ length: count }, (_, i) =>
    count === 1 ? 0 : Math.round((i * (total - length)) / (count - 1)),
  );
  const middle = (i: number): number => Math.round(((starts[i] as number) + length + (starts[i + 1] as number)) / 2);
  return starts.map((start, i) => ({
    ...{ start, length },
    from: i === 0 ? 0 : middle(i - 1),
    to: i === count - 1 ? total : middle(i),
  }));
}
