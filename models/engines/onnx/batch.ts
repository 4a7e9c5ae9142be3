import { sizeOf, type TensorData } from '../../base/tensor.ts';

/** Rows `start` to `end` along the first axis, in memory of their own. */
export function batchRows({ shape, data }: TensorData, start: number, end: number): TensorData {
  const row = sizeOf(shape.slice(1));
  return { shape: [end - start, ...shape.slice(1)], data: data.slice(start * row, end * row) };
}

/** One tensor of several that differ only in their length along `axis`, in this order. */
export function joinAlong(axis: number, parts: readonly TensorData[]): TensorData {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? { shape: [0], data: new Float32Array() };
  const inner = sizeOf(first.shape.slice(axis + 1));
  const outer = sizeOf(first.shape.slice(0, axis));
  const total = parts.reduce((length, { shape }) => length + (shape[axis] as number), 0);
  const data = new Float32Array(outer * total * inner);
  let before = 0;
  for (const part of parts) {
    const run = (part.shape[axis] as number) * inner;
    for (let o = 0; o < outer; o++) data.set(part.data.subarray(o * run, (o + 1) * run), o * total * inner + before);
    before += run;
  }
  return { shape: first.shape.with(axis, total), data };
}
