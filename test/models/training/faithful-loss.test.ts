import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../models/engines/engine.ts';
import { Random } from '../../../models/training/random.ts';
import { faithfulLoss } from '../../../models/networks/tsrn/faithful-loss.ts';
import { skipUnlessUsable, trainingEngines } from '../../support/engines.ts';
import { relativeError } from '../../support/golden.ts';

const LR: [number, number, number, number] = [2, 3, 5, 4];
const HR: [number, number, number, number] = [2, 6, 10, 4];
type Shape = typeof LR;

const at = (
  values: Float64Array,
  [, height, width, planes]: Shape,
  n: number,
  y: number,
  x: number,
  c: number,
): number => values[((n * height + y) * width + x) * planes + c] as number;

/** Means of whole cells, of R, G and B, from the formula. */
function shrunk(values: Float64Array, shape: Shape, cell: number): { values: Float64Array; shape: Shape } {
  const [batch, height, width] = shape;
  const small: Shape = [batch, Math.floor(height / cell), Math.floor(width / cell), 3];
  const out = new Float64Array(tf.util.sizeFromShape(small));
  let i = 0;
  for (let n = 0; n < batch; n++)
    for (let y = 0; y < small[1]; y++)
      for (let x = 0; x < small[2]; x++)
        for (let c = 0; c < 3; c++, i++)
          for (let j = 0; j < cell * cell; j++)
            out[i] =
              (out[i] as number) +
              at(values, shape, n, y * cell + Math.floor(j / cell), x * cell + (j % cell), c) / cell ** 2;
  return { values: out, shape: small };
}

/** Consistency and identity in float64. */
function exact(output: Float64Array, target: Float64Array, input: Float64Array) {
  const lr = shrunk(input, LR, 1);
  const [sr, hr] = [shrunk(output, HR, 2), shrunk(target, HR, 2)];
  const squares = (a: Float64Array, b: Float64Array, n: number) => {
    const size = a.length / 2;
    let sum = 0;
    for (let i = n * size; i < (n + 1) * size; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
    return sum / size;
  };
  const identity =
    [0, 1].reduce((sum, n) => {
      return sum + squares(sr.values, lr.values, n) * Math.exp(-squares(hr.values, lr.values, n) / 0.01 ** 2);
    }, 0) / 2;
  const [coarse, given] = [shrunk(sr.values, sr.shape, 2), shrunk(lr.values, lr.shape, 2)];
  const difference = coarse.values.map((value, i) => value - (given.values[i] as number));
  const pixels = difference.length / 6;
  let consistency = 0;
  for (let n = 0; n < 2; n++)
    for (let c = 0; c < 3; c++) {
      const values = Array.from({ length: pixels }, (_, i) => difference[(n * pixels + i) * 3 + c] as number);
      const mean = values.reduce((a, b) => a + b) / pixels;
      consistency += values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / difference.length;
    }
  return { consistency, identity };
}

const engines = await trainingEngines();

describe.each(engines)('the faithful loss on $id', (listed) => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (listed.report.usable) engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());

  const random = new Random(8);
  const target = Float64Array.from({ length: tf.util.sizeFromShape(HR) }, () => random.next());
  const output = target.map((value) => value + 0.1 * random.normal());
  const half = shrunk(target, HR, 2);
  // The first image next to clean, the second far from it.
  const input = Float64Array.from({ length: tf.util.sizeFromShape(LR) }, (_, i) => {
    const pixel = Math.floor(i / 4);
    const isClean = pixel < LR[1] * LR[2];
    const clean = i % 4 === 3 ? 0 : (half.values[3 * pixel + (i % 4)] as number);
    return isClean ? clean + 0.004 * random.normal() : random.next();
  });
  const tensors = () =>
    [
      tf.tensor4d(Float32Array.from(output), HR),
      tf.tensor4d(Float32Array.from(target), HR),
      tf.tensor4d(Float32Array.from(input), LR),
    ] as const;

  test('its parts and their gradients equal float64', async (context) => {
    skipUnlessUsable(listed, context);
    const [y, t, x] = tensors();
    const wanted = exact(output, target, input);
    expect(wanted.identity).toBeGreaterThan(1e-4);
    for (const part of ['consistency', 'identity'] as const) {
      const { value, grad } = tf.tidy(() => tf.valueAndGrad((one) => faithfulLoss(one as tf.Tensor4D, t, x)[part])(y));
      const gradient = output.map((one, i) => {
        const moved = (by: number) => exact(output.with(i, one + by), target, input)[part];
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      });
      expect((await value.data())[0]).toBeCloseTo(wanted[part], 6);
      expect(relativeError(await grad.data(), gradient)).toBeLessThan(1e-3);
      tf.dispose([value, grad]);
    }
    tf.dispose([y, t, x]);
  });

  test('the sum weighs its parts, and all of them have a gradient', async (context) => {
    skipUnlessUsable(listed, context);
    const [y, t, x] = tensors();
    const parts = tf.tidy(() => ({ ...faithfulLoss(y, t, x) }));
    const value = async (part: keyof typeof parts) => (await parts[part].data())[0] as number;
    const sum =
      (await value('mse')) +
      0.02 * (await value('gradientProfile')) +
      0.2 * (await value('consistency')) +
      0.2 * (await value('identity'));
    expect((await value('loss')) / (100 * sum)).toBeCloseTo(1, 5);
    tf.dispose([y, t, x, ...Object.values(parts)]);
  });

  test('asks nothing of an exposure that is shifted, nor of noise', async (context) => {
    skipUnlessUsable(listed, context);
    const [, t, x] = tensors();
    const lit = tf.tidy(() => tf.add<tf.Tensor4D>(tf.mul(t, 1), 0.2));
    const own = tf.tidy(() => tf.tensor4d([...exactInput(half.values)], LR));
    const { consistency, identity } = tf.tidy(() => ({ ...faithfulLoss(lit, lit, own) }));
    expect((await consistency.data())[0]).toBeLessThan(1e-10);
    expect((await identity.data())[0]).toBeLessThan(1e-10);
    tf.dispose([t, x, lit, own, consistency, identity]);
  });
});

/** (N, H, W, 3) with an empty mask plane. */
const exactInput = (values: Float64Array): Float32Array =>
  Float32Array.from({ length: (values.length / 3) * 4 }, (_, i) =>
    i % 4 === 3 ? 0 : (values[3 * Math.floor(i / 4) + (i % 4)] as number),
  );
