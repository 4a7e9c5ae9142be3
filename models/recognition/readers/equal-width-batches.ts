/** An item with its place in the input. */
export interface Placed<T> {
  item: T;
  index: number;
}

/**
 * Batches of images that a network sees at one width, each of at most `pixelsWide` columns in all (but at least one
 * image), so that memory is bounded for any mix of lines.
 */
export function* batchesByWidth<T>(
  items: readonly T[],
  widthOf: (item: T) => number,
  pixelsWide: number,
): Generator<{ width: number; batch: Placed<T>[] }> {
  const placed = items.map((item, index) => ({ item, index }));
  for (const [width, group] of Map.groupBy(placed, ({ item }) => widthOf(item))) {
    const size = Math.max(1, Math.floor(pixelsWide / width));
    for (let start = 0; start < group.length; start += size) yield { width, batch: group.slice(start, start + size) };
  }
}
