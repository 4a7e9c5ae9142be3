import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../../../models/engines/engine.ts';
import { registerWasmSlices } from '../../../../models/engines/wasm/slices.ts';
import { engineModule } from '../../../../models/engines/wasm/wasm-engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engineModule.start();
  registerWasmSlices();
});
afterAll(() => engine.stop());

/** Runs `compute` on the wasm backend and on the pure JavaScript one. */
async function expectAsCpu(compute: () => tf.Tensor | tf.Tensor[]) {
  const results: { shape: number[]; values: number[]; dtype: string }[][] = [];
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    const made = tf.tidy(compute);
    const tensors = Array.isArray(made) ? made : [made];
    results.push(tensors.map((t) => ({ shape: t.shape, values: [...t.dataSync()], dtype: t.dtype })));
    tf.dispose(tensors);
  }
  expect(results[1]).toEqual(results[0]);
}

const counted = (...shape: number[]): tf.Tensor => tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);

test.each([
  { shape: [7], begin: [2], size: [3] },
  { shape: [5, 6], begin: [1, 0], size: [3, 6] },
  { shape: [5, 6], begin: [1, 2], size: [3, 3] },
  { shape: [4, 100], begin: [1, 7], size: [2, 80] },
  { shape: [3, 4, 5], begin: [1, 1, 0], size: [2, 2, 5] },
  { shape: [3, 4, 5], begin: [0, 2, 3], size: [3, 1, 2] },
  { shape: [2, 3, 4, 5], begin: [0, 1, 1, 2], size: [2, 2, 3, 1] },
  { shape: [2, 3, 4, 5], begin: [1, 0, 0, 0], size: [1, 3, 4, 5] },
  { shape: [2, 3, 2, 2, 3], begin: [0, 1, 0, 1, 0], size: [2, 2, 1, 1, 2] },
  { shape: [5, 6], begin: [5, 0], size: [0, 6] },
])('slice of $shape at $begin by $size', async ({ shape, begin, size }) => {
  await expectAsCpu(() => tf.slice(counted(...shape), begin, size));
});

test('integers', async () => {
  await expectAsCpu(() => tf.slice(tf.cast(counted(4, 5), 'int32'), [1, 2], [2, 2]));
});

test.each([
  { shape: [6, 4], parts: 3, axis: 0 },
  { shape: [6, 4], parts: 2, axis: 1 },
  { shape: [3, 7], parts: [2, 4, 1], axis: 1 },
  { shape: [2, 6, 3], parts: [1, 5], axis: -2 },
])('split of $shape into $parts along axis $axis', async ({ shape, parts, axis }) => {
  await expectAsCpu(() => tf.split(counted(...shape), parts, axis));
});

test.each([
  { begin: [0, 1, 1], end: [2, 3, 4], strides: [1, 1, 1] },
  { begin: [0, 0, 0], end: [3, 4, 5], strides: [2, 1, 2] },
  { begin: [2, 3, 4], end: [0, 1, 1], strides: [-1, -1, -1] },
  { begin: [-2, 1, 0], end: [3, 9, 5], strides: [1, 1, 1] },
])('strided slice from $begin to $end by $strides', async ({ begin, end, strides }) => {
  await expectAsCpu(() => tf.stridedSlice(counted(3, 4, 5), begin, end, strides));
});

test('strided slice that drops an axis', async () => {
  await expectAsCpu(() => tf.stridedSlice(counted(3, 4, 5), [1, 0, 0], [2, 4, 5], [1, 1, 1], 0, 0, 0, 0, 1));
});
