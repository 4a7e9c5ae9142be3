export interface Bin {
  /** Bounds, both inclusive. */
  from: number;
  to: number;
  count: number;
}

/** At most `bins` bins of equal width over whole numbers, from the least to the greatest; empty for no values. */
export function histogram(values: readonly { value: number; count: number }[], bins: number): Bin[] {
  if (values.length === 0) return [];
  const least = Math.min(...values.map(({ value }) => value));
  const greatest = Math.max(...values.map(({ value }) => value));
  const width = Math.max(1, Math.ceil((greatest - least + 1) / bins));
  const result: Bin[] = [];
  for (let from = least; from <= greatest; from += width) result.push({ from, to: from + width - 1, count: 0 });
  for (const { value, count } of values) {
    const bin = result[Math.floor((value - least) / width)];
    if (bin) bin.count += count;
  }
  return result;
}
