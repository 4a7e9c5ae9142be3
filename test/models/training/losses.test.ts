import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../models/engines/engine.ts';
import { evaluateCtc, meanCtcLoss } from '../../../models/recognition/ctc-training.ts';
import { Random } from '../../../models/training/random.ts';
import { tsrnLoss } from '../../../models/networks/tsrn/loss.ts';
import { skipUnlessUsable, trainingEngines } from '../../support/engines.ts';
import { readGolden, relativeError } from '../../support/golden.ts';

const SHAPE: [number, number, number, number] = [2, 3, 4, 4];

/** The published loss of NHWC images in float64, from its formula. */
function exactLoss(output: Float64Array, target: Float64Array): { loss: number; mse: number; profile: number } {
  const [batch, height, width, planes] = SHAPE;
  const magnitude = (values: Float64Array, n: number, y: number, x: number, c: number): number => {
    const at = (row: number, column: number): number =>
      row < 0 || row >= height || column < 0 || column >= width
        ? 0
        : (values[((n * height + row) * width + column) * planes + c] as number);
    const dx = (at(y, x + 1) - at(y, x - 1)) / 2;
    const dy = (at(y - 1, x) - at(y + 1, x)) / 2;
    return Math.sqrt(dx * dx + dy * dy + 1e-6);
  };
  let profile = 0;
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < 3; c++) profile += Math.abs(magnitude(output, n, y, x, c) - magnitude(target, n, y, x, c));
      }
    }
  }
  profile /= batch * height * width * 3;
  const mse = output.reduce((sum, value, i) => sum + (value - (target[i] as number)) ** 2, 0) / output.length;
  return { loss: 100 * (mse + 1e-4 * profile), mse, profile };
}

const engines = await trainingEngines();

describe.each(engines)('losses on $id', (listed) => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (listed.report.usable) engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());

  test('TSRN loss, its parts and its gradient equal float64', async (context) => {
    skipUnlessUsable(listed, context);
    const random = new Random(3);
    const size = tf.util.sizeFromShape(SHAPE);
    const target = Float64Array.from({ length: size }, () => random.next());
    const output = target.map((value) => value + 0.1 * random.normal());
    const wanted = exactLoss(output, target);
    const gradient = output.map((value, i) => {
      const at = (moved: number): number => exactLoss(output.with(i, moved), target).loss;
      return (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
    });

    const [y, t] = [output, target].map((values) => tf.tensor4d(Float32Array.from(values), SHAPE)) as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const { loss, mse, gradientProfile } = tf.tidy(() => ({ ...tsrnLoss(y, t) }));
    expect((await loss.data())[0]).toBeCloseTo(wanted.loss, 4);
    expect((await mse.data())[0]).toBeCloseTo(wanted.mse, 6);
    expect((await gradientProfile.data())[0]).toBeCloseTo(wanted.profile, 6);
    const computed = tf.tidy(() => tf.grad((x) => tsrnLoss(x as tf.Tensor4D, t).loss)(y));
    expect(relativeError(await computed.data(), gradient)).toBeLessThan(1e-4);

    // The profile is a small part of the loss; alone, so that a fault in it shows.
    const profileOnly = tf.tidy(() => tf.grad((x) => tsrnLoss(x as tf.Tensor4D, t).gradientProfile)(y));
    const profileGradient = output.map((value, i) => {
      const at = (moved: number): number => exactLoss(output.with(i, moved), target).profile;
      return (at(value + 1e-6) - at(value - 1e-6)) / 2e-6;
    });
    expect(relativeError(await profileOnly.data(), profileGradient)).toBeLessThan(1e-3);
    tf.dispose([y, t, loss, mse, gradientProfile, computed, profileOnly]);
  });

  test('equal images have no loss and no gradient', async (context) => {
    skipUnlessUsable(listed, context);
    const image = tf.fill<tf.Rank.R4>(SHAPE, 0.25);
    const gradient = tf.tidy(() => tf.grad((x) => tsrnLoss(x as tf.Tensor4D, image).loss)(image));
    expect(Math.max(...(await gradient.data()).map(Math.abs))).toBe(0);
    tf.dispose([image, gradient]);
  });

  test('CTC loss and gradient equal the published ones, also for labels that cannot fit', async (context) => {
    skipUnlessUsable(listed, context);
    const golden = await readGolden('ctc.safetensors');
    const { data, shape } = golden.tensor('logits');
    const flat = [...golden.tensor('labels_flat').data];
    const labels = [...golden.tensor('label_lengths').data].map((length) => flat.splice(0, length));
    const logits = tf.tensor3d(data, shape as [number, number, number]);
    const known = listed.id === 'webgpu' ? evaluateCtc(data, shape, labels) : undefined;
    const { value, grad } = tf.tidy(() =>
      tf.valueAndGrad((x) => tf.mul(meanCtcLoss(x as tf.Tensor3D, labels, known), labels.length))(logits),
    );
    const total = golden.tensor('loss').data.reduce((sum, loss) => sum + loss, 0);
    expect((await value.data())[0]).toBeCloseTo(total, 3);
    expect(relativeError(await grad.data(), golden.tensor('dlogits').data)).toBeLessThan(1e-4);
    tf.dispose([logits, value, grad]);
  });
});
