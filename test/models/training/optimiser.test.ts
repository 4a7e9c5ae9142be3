import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Adam } from '../../../models/training/adam.ts';
import { clipFactor, globalNorm } from '../../../models/training/clip.ts';

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
  const gradients = [tf.tensor1d([3, 0]), tf.tensor2d([[0], [4]])];
  const norm = globalNorm(gradients);
  const [value = 0] = await norm.data();
  expect(value).toBeCloseTo(5, 5);
  expect(clipFactor(value, 0.25)).toBeCloseTo(0.05, 6);
  expect(clipFactor(value, 5.5)).toBe(1);
  tf.dispose([norm, ...gradients]);
});

test('a scale of the gradients is as if they had been given so', async () => {
  const options = { learningRate: 0.01, betas: [0.5, 0.999], epsilon: 1e-8 } as const;
  const after = async (gradient: number[], scale: number) => {
    const adam = new Adam(options);
    const variable = tf.variable(tf.tensor1d([1, -2, 0.5]));
    for (let i = 0; i < 3; i++)
      adam.step(new Map([['w', variable]]), new Map([['w', tf.tensor1d(gradient)]]), { scale });
    const values = [...(await variable.data())];
    const { moments } = await adam.state();
    adam.dispose();
    return [...values, ...[...moments.values()].flatMap(({ data }) => [...data])];
  };
  const scaled = await after([0.4, -3, 1e-3], 0.1);
  (await after([0.04, -0.3, 1e-4], 1)).forEach((value, i) => expect(scaled[i]).toBeCloseTo(value, 6));
});
