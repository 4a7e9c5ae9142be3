import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { toInternal } from '../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import { TrainingOps } from '../../../models/interpreters/tensorflow/training.ts';

beforeAll(() => tf.setBackend('cpu'));

test('running statistics move by a tenth towards the batch, with unbiased variance', async () => {
  const parameters = new Map([
    ['b.weight', tf.tensor1d([1, 1])],
    ['b.bias', tf.tensor1d([0, 0])],
    ['b.running_mean', tf.tensor1d([10, 0])],
    ['b.running_var', tf.tensor1d([1, 4])],
  ]);
  const ops = new TrainingOps((name) => parameters.get(name) as tf.Tensor, new Map());
  // Channel 0 holds 1, 2, 3, 4 (mean 2.5, unbiased variance 5/3), channel 1 four fives.
  const x = toInternal({ shape: [1, 2, 2, 2], data: Float32Array.from([1, 2, 3, 4, 5, 5, 5, 5]) });
  tf.tidy(() => ops.batchNorm(x, { name: 'b', channels: 2 })).dispose();
  const recorded = async (name: string) => [...(await (ops.runningStatistics.get(name) as tf.Tensor).data())];
  const [mean, variance] = [await recorded('b.running_mean'), await recorded('b.running_var')];
  expect(mean[0]).toBeCloseTo(9.25, 5);
  expect(mean[1]).toBeCloseTo(0.5, 5);
  expect(variance[0]).toBeCloseTo(0.9 + 0.1 * (5 / 3), 5);
  expect(variance[1]).toBeCloseTo(3.6, 5);
});
