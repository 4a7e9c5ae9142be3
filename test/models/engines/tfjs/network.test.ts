import { runForward } from '../../../../models/engines/finite-output.ts';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../../../models/engines/engine.ts';
import { engineModule } from '../../../../models/engines/wasm/wasm-engine.ts';
import type { NetworkConfig } from '../../../../models/networks/registry.ts';
import { sizeOf, type TensorData } from '../../../../models/base/tensor.ts';
import { initialWeights } from '../../../../models/training/initial-weights.ts';

const config: NetworkConfig = { network: 'tsrn', scale: 2, mask: true, blocks: 1, hidden: 4, stn: false };
const weights = initialWeights(config, 1);
const image = (shape: readonly number[], value: number): TensorData => ({
  shape,
  data: new Float32Array(sizeOf(shape)).fill(value),
});

let engine: Engine;
beforeEach(async () => {
  engine = await engineModule.start();
});
afterEach(() => engine.stop());

test('concurrent runs each get their own answer, and leave nothing behind', async () => {
  const network = await engine.load(config, weights);
  const alone = await runForward(network, image([1, 4, 5, 6], 0.5));
  expect(alone.shape).toEqual([1, 4, 10, 12]);
  const before = tf.memory().numTensors;
  const inputs = [0.5, 0.25, 0.5].map((value, i) => image([1, 4, 5, 6 + i], value));
  const answers = await Promise.all(inputs.map((input) => runForward(network, input)));
  expect(answers.map(({ shape }) => shape[3])).toEqual([12, 14, 16]);
  expect(answers[0]?.data).toEqual(alone.data);
  expect(tf.memory().numTensors).toBe(before);
});

test('the device holds nothing of a network that was disposed of', async () => {
  const before = tf.memory().numTensors;
  const network = await engine.load(config, weights);
  const pending = runForward(network, image([1, 4, 5, 6], 0.5));
  await network.dispose();
  expect((await pending).shape).toEqual([1, 4, 10, 12]);
  expect(tf.memory().numTensors).toBe(before);
  await expect(runForward(network, image([1, 4, 5, 6], 0.5))).rejects.toMatchObject({ code: 'engine-failed' });
});

test('may be disposed of after its engine was stopped', async () => {
  const network = await engine.load(config, weights);
  await runForward(network, image([1, 4, 5, 6], 0.5));
  await engine.stop();
  await expect(network.dispose()).resolves.toBeUndefined();
});

test.each([
  ['too few planes', image([1, 3, 5, 6], 0.5)],
  ['no batch axis', image([4, 5, 6], 0.5)],
  ['no pixels', image([1, 4, 0, 6], 0.5)],
  ['fewer values than the shape says', { shape: [1, 4, 5, 6], data: new Float32Array(7) }],
])('refuses an input with %s', async (_title, input) => {
  const network = await engine.load(config, weights);
  await expect(runForward(network, input)).rejects.toMatchObject({ code: 'bad-argument' });
});

test('refuses weights of another network', async () => {
  const other = { ...config, hidden: 8 };
  await expect(engine.load(other, weights)).rejects.toMatchObject({ code: 'wrong-checkpoint' });
});
