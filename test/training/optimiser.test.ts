import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Adam } from '../../models/training/adam.ts';
import { clipGlobalNorm } from '../../models/training/clip.ts';

beforeAll(() => tf.setBackend('cpu'));

test('Adam follows the published algorithm', async () => {
  const options = { learningRate: 0.01, betas: [0.5, 0.999], epsilon: 1e-8 } as const;
  const adam = new Adam(options);
  const variable = tf.variable(tf.tensor1d([1, -2, 0.5]));
  const expected = [1, -2, 0.5];
  const first = [0, 0, 0];
  const second = [0, 0, 0];
  const gradients = [
    [0.1, -3, 0],
    [0.2, 1, 1e-4],
    [-0.4, 2, 5],
  ];
  for (const [t, gradient] of gradients.entries()) {
    const tensor = tf.tensor1d(gradient);
    adam.step(new Map([['w', variable]]), new Map([['w', tensor]]));
    tensor.dispose();
    gradient.forEach((g, i) => {
      const m = (first[i] = 0.5 * (first[i] ?? 0) + 0.5 * g);
      const v = (second[i] = 0.999 * (second[i] ?? 0) + 0.001 * g * g);
      const step = m / (1 - 0.5 ** (t + 1)) / (Math.sqrt(v / (1 - 0.999 ** (t + 1))) + 1e-8);
      expected[i] = (expected[i] as number) - 0.01 * step;
    });
  }
  const values = await variable.data();
  expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5));
  adam.dispose();
  variable.dispose();
});

test('gradients are scaled together, and only when their norm exceeds the limit', async () => {
  const gradients = new Map<string, tf.Tensor>([
    ['a', tf.tensor1d([3, 0])],
    ['b', tf.tensor2d([[0], [4]])],
  ]);
  for (const [limit, scale] of [
    [0.25, 0.05],
    [5.5, 1],
  ] as const) {
    const { clipped, norm } = clipGlobalNorm(gradients, limit);
    expect((await norm.data())[0]).toBeCloseTo(5, 5);
    expect((await (clipped.get('a') as tf.Tensor).data())[0]).toBeCloseTo(3 * scale, 5);
    expect((await (clipped.get('b') as tf.Tensor).data())[1]).toBeCloseTo(4 * scale, 5);
    tf.dispose([norm, ...clipped.values()]);
  }
});
