import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Rows and columns that are moved together, so that both sides stay in the processor's cache. */
const TILE = 32;

/** x (rows, columns) → (columns, rows). The library's goes value by value and is seven times slower where rows are many. */
export function transposedMatrix(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns] = x.shape as [number, number];
  const y = backend.makeOutput([columns, rows], 'float32');
  // Views of the heap are taken after the allocation: growth moves it.
  transposeInto(backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(y), { rows, columns, from: 0, to: 0 });
  return y;
}

/** filter (height, width, in, out) → (height, width, out, in), turned by half a turn: what carries gradients back. */
export function flippedFilter(backend: BackendWasm, filter: tf.TensorInfo): tf.TensorInfo {
  const [height, width, channels, filters] = filter.shape as [number, number, number, number];
  const flipped = backend.makeOutput([height, width, filters, channels], 'float32');
  const [values, out] = [backend.typedArrayFromHeap(filter), backend.typedArrayFromHeap(flipped)];
  const taps = height * width;
  const size = channels * filters;
  for (let tap = 0; tap < taps; tap++) {
    transposeInto(values, out, { rows: channels, columns: filters, from: tap * size, to: (taps - 1 - tap) * size });
  }
  return flipped;
}

interface Block {
  rows: number;
  columns: number;
  /** Where the matrix and its transpose begin. */
  from: number;
  to: number;
}
type HeapView = ReturnType<BackendWasm['typedArrayFromHeap']>;

function transposeInto(values: HeapView, out: HeapView, { rows, columns, from, to }: Block) {
  for (let r0 = 0; r0 < rows; r0 += TILE) {
    const rEnd = Math.min(rows, r0 + TILE);
    for (let c0 = 0; c0 < columns; c0 += TILE) {
      const cEnd = Math.min(columns, c0 + TILE);
      for (let c = c0; c < cEnd; c++) {
        let at = from + r0 * columns + c;
        for (let r = r0; r < rEnd; r++, at += columns) out[to + c * rows + r] = values[at] as number;
      }
    }
  }
}

/** Terms that are added in one go: float32 loses digits with every term of a long sum. */
const ROWS_PER_PART = 128;

/** x (rows, C) → sums over the rows, (C). */
export function summedColumns(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const [rows, columns] = x.shape as [number, number];
  const sums = backend.makeOutput([columns], 'float32');
  const [values, out] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(sums)];
  const totals = new Float64Array(columns);
  const part = new Float32Array(columns);
  for (let first = 0; first < rows; first += ROWS_PER_PART) {
    part.fill(0);
    const end = Math.min(rows, first + ROWS_PER_PART) * columns;
    for (let at = first * columns; at < end; at += columns) {
      for (let c = 0; c < columns; c++) part[c] = (part[c] as number) + (values[at + c] as number);
    }
    for (let c = 0; c < columns; c++) totals[c] = (totals[c] as number) + (part[c] as number);
  }
  out.set(totals);
  return sums;
}
