import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../../models/engines/engine.ts';
import { engineModule } from '../../../../models/engines/wasm/wasm-engine.ts';

/** Values of both signs, repeatable, far from ties. */
function noise(shape: number[], seed: number, shift = 0): tf.Tensor4D {
  return tf.randomNormal(shape as [number, number, number, number], shift, 1, 'float32', seed);
}

let engine: Engine;
beforeAll(async () => {
  engine = await engineModule.start();
});
afterAll(() => engine.stop());

/** Runs `compute` on the wasm backend and on the pure JavaScript one with the same inputs, and compares. */
async function expectAsCpu(inputs: () => tf.Tensor[], compute: (...inputs: tf.Tensor[]) => tf.Tensor) {
  await tf.setBackend('cpu');
  const made = inputs();
  const values = made.map((t) => ({ data: t.dataSync(), shape: t.shape, dtype: t.dtype }));
  const reference = compute(...made);
  const [wanted, wantedShape] = [reference.dataSync(), reference.shape];
  tf.dispose([...made, reference]);

  await tf.setBackend('wasm');
  const copies = values.map(({ data, shape, dtype }) => tf.tensor(data, shape, dtype));
  const tensors = tf.memory().numTensors;
  const handles = tf.backend().numDataIds();
  const result = compute(...copies);
  expect(result.shape).toEqual(wantedShape);
  const got = result.dataSync();
  result.dispose();
  expect(tf.memory().numTensors, 'tensors left over').toBe(tensors);
  expect(tf.backend().numDataIds(), 'memory blocks left over').toBe(handles);
  tf.dispose(copies);

  const norm = Math.hypot(...wanted);
  expect(norm).toBeGreaterThan(0);
  expect(Math.hypot(...wanted.map((w, i) => w - (got[i] as number))) / norm).toBeLessThan(1e-5);
}

type Pad = Parameters<typeof tf.conv2d>[3];
const convolutions: { title: string; x: number[]; filter: number[]; stride: number | [number, number]; pad: Pad }[] = [
  { title: '3×3 same, odd sizes', x: [2, 5, 7, 3], filter: [3, 3, 3, 4], stride: 1, pad: 'same' },
  { title: '3×3 padded by 1', x: [1, 4, 9, 2], filter: [3, 3, 2, 5], stride: 1, pad: 1 },
  { title: '9×9 padded by 4 on a smaller image', x: [2, 3, 5, 2], filter: [9, 9, 2, 1], stride: 1, pad: 4 },
  { title: '2×2 unpadded', x: [2, 2, 6, 3], filter: [2, 2, 3, 2], stride: 1, pad: 'valid' },
  { title: '1×1', x: [3, 2, 5, 6], filter: [1, 1, 6, 4], stride: 1, pad: 'valid' },
  { title: '1×1 padded more than its reach', x: [1, 3, 4, 2], filter: [1, 1, 2, 3], stride: 1, pad: 1 },
  {
    title: '3×2, uneven padding',
    x: [1, 5, 4, 2],
    filter: [3, 2, 2, 3],
    stride: 1,
    pad: [
      [0, 0],
      [2, 1],
      [0, 1],
      [0, 0],
    ],
  },
  { title: '3×3 with stride 2', x: [2, 7, 5, 2], filter: [3, 3, 2, 3], stride: 2, pad: 'same' },
  { title: '3×3 with strides 2 and 1, unpadded', x: [1, 7, 6, 2], filter: [3, 3, 2, 2], stride: [2, 1], pad: 'valid' },
];

describe('convolution gradients on wasm equal those of the JavaScript backend', () => {
  test.each(convolutions)('filter: $title', async ({ x, filter, stride, pad }) => {
    await expectAsCpu(
      () => [noise(x, 1), noise(filter, 2)],
      (image, weights) =>
        tf.tidy(() =>
          tf.grad((w) =>
            tf
              .conv2d(image as tf.Tensor4D, w as tf.Tensor4D, stride, pad)
              .square()
              .sum(),
          )(weights),
        ),
    );
  });

  test.each(convolutions)('input: $title', async ({ x, filter, stride, pad }) => {
    await expectAsCpu(
      () => [noise(x, 3), noise(filter, 4)],
      (image, weights) =>
        tf.tidy(() =>
          tf.grad((v) =>
            tf
              .conv2d(v as tf.Tensor4D, weights as tf.Tensor4D, stride, pad)
              .square()
              .sum(),
          )(image),
        ),
    );
  });
});

const pools: {
  title: string;
  x: number[];
  size: [number, number];
  stride: [number, number];
  pad: Pad;
  shift: number;
}[] = [
  { title: 'halving', x: [2, 4, 6, 3], size: [2, 2], stride: [2, 2], pad: 'valid', shift: 0 },
  { title: 'all values negative', x: [2, 4, 6, 3], size: [2, 2], stride: [2, 2], pad: 'valid', shift: -9 },
  { title: 'odd sizes', x: [1, 5, 7, 2], size: [2, 2], stride: [2, 2], pad: 'valid', shift: -1 },
  { title: 'overlapping', x: [2, 5, 6, 2], size: [3, 3], stride: [1, 1], pad: 'same', shift: -2 },
  {
    title: 'height halved, width padded',
    x: [2, 4, 5, 3],
    size: [2, 2],
    stride: [2, 1],
    pad: [
      [0, 0],
      [0, 0],
      [1, 1],
      [0, 0],
    ],
    shift: -3,
  },
];

describe('max pooling on wasm', () => {
  test.each(pools)('gradient: $title', async ({ x, size, stride, pad, shift }) => {
    await expectAsCpu(
      () => [noise(x, 5, shift)],
      (image) =>
        tf.tidy(() =>
          tf.grad((v) =>
            tf
              .maxPool(v as tf.Tensor4D, size, stride, pad)
              .square()
              .sum(),
          )(image),
        ),
    );
  });

  test('of equal values the first one takes the gradient', async () => {
    await tf.setBackend('wasm');
    const gradient = tf.tidy(() =>
      tf.grad((x) => tf.maxPool(x as tf.Tensor4D, [2, 2], [2, 2], 'valid').sum())(tf.zeros([1, 2, 4, 1])),
    );
    expect([...gradient.dataSync()]).toEqual([1, 0, 1, 0, 0, 0, 0, 0]);
    gradient.dispose();
  });
});

test('gradient of gather sums rows that were taken more than once', async () => {
  await expectAsCpu(
    () => [noise([4, 3], 6), tf.tensor1d([2, 0, 2, 2, 1], 'int32')],
    (x, rows) =>
      tf.tidy(() =>
        tf.grad((v) =>
          tf
            .gather(v, rows as tf.Tensor1D)
            .square()
            .sum(),
        )(x),
      ),
  );
});

test('the engine says that its memory is full instead of computing nonsense', async () => {
  await tf.setBackend('wasm');
  const backend = tf.backend() as tf.KernelBackend & Pick<BackendWasm, 'makeOutput'>;
  const blocks: tf.TensorInfo[] = [];
  const fill = () => {
    for (let gigabyte = 0; gigabyte < 4; gigabyte++) blocks.push(backend.makeOutput([2 ** 28], 'float32'));
  };
  expect(fill).toThrow(expect.objectContaining({ code: 'out-of-memory' }) as Error);
  expect(blocks.length).toBeGreaterThan(0);
  blocks.forEach(({ dataId }) => backend.disposeData(dataId));
});
