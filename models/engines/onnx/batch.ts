import { sizeOf, type TensorData } from '../../base/tensor.ts';

/** Rows `start` to `end` along an axis, in memory of their own; all of it where the axis is −1. */
export function batchRows({ shape, data }: TensorData, start: number, end: number, axis = 0): TensorData {
  if (axis < 0) return { shape, data: data.slice() };
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const length = shape[axis] as number;
  if (outer === 1) return { shape: shape.with(axis, end - start), data: data.slice(start * inner, end * inner) };
  const rows = new Float32Array(outer * (end - start) * inner);
  for (let o = 0; o < outer; o++) {
    const from = o * length;
    rows.set(data.subarray((from + start) * inner, (from + end) * inner), o * (end - start) * inner);
  }
  return { shape: shape.with(axis, end - start), data: rows };
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
