import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { Engine } from '../../../models/engines/engine.ts';
import { networkSpec } from '../../../models/networks/registry.ts';
import type { StateDict, TensorData } from '../../../models/base/tensor.ts';
import { sizeOf } from '../../../models/base/tensor.ts';
import { initialWeights } from '../../../models/training/initial-weights.ts';
import { Random } from '../../../models/training/random.ts';
import { createStep, recipeOf } from '../../../models/training/step.ts';
import type { TsrnConfig } from '../../../models/networks/tsrn/tsrn.ts';
import { isSlow, skipUnlessUsable, trainingEngines } from '../../support/engines.ts';

const random = new Random(5);
const noise = (shape: readonly number[]): TensorData => ({
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, () => random.next()),
});
const tiny: TsrnConfig = { scale: 2, mask: true, blocks: 1, hidden: 4, stn: false };
const batch = { input: noise([2, 4, 6, 8]), target: noise([2, 4, 12, 16]) };
const tsrnWeights = initialWeights({ network: 'tsrn', ...tiny }, 1);
const values = (state: StateDict, name: string): Float32Array => (state.get(name) as TensorData).data;

const engines = await trainingEngines();

describe.each(engines)('training steps on $id', (listed) => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (listed.report.usable) engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());
  const need = (context: TestContext) => {
    skipUnlessUsable(listed, context);
    if (isSlow(listed)) context.skip(`${listed.id}: a software adapter takes too long for more than one run of steps`);
  };

  test('a TSRN learns a batch, holds no more memory with every step, and yields a whole checkpoint', async (context) => {
    skipUnlessUsable(listed, context);
    const before = tf.memory().numTensors;
    const step = createStep({ network: 'tsrn', ...tiny }, tsrnWeights, {
      ...recipeOf('tsrn'),
      learningRate: 0.01,
      clipNorm: 10,
    });
    const reports = [await step.run(batch)];
    const tensors = tf.memory().numTensors;
    const handles = tf.backend().numDataIds();
    for (let i = 0; i < 5; i++) reports.push(await step.run(batch));
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.backend().numDataIds()).toBe(handles);
    expect(reports.every(({ applied }) => applied)).toBe(true);
    expect(reports.at(-1)?.loss).toBeLessThan(0.8 * (reports[0]?.loss as number));
    const { loss, parts, gradientNorm } = reports[0] as (typeof reports)[0];
    expect(loss / (100 * ((parts.mse as number) + 1e-4 * (parts.gradientProfile as number)))).toBeCloseTo(1, 4);
    expect(gradientNorm).toBeGreaterThan(0);

    const state = await step.parameters.toStateDict();
    expect([...state.keys()]).toEqual(
      networkSpec({ network: 'tsrn', ...tiny }, 'training').parameters.map((p) => p.name),
    );
    expect([...values(state, 'block2.bn1.num_batches_tracked')]).toEqual([6]);
    expect(values(state, 'block2.bn1.running_mean')).not.toEqual(values(tsrnWeights, 'block2.bn1.running_mean'));
    expect(values(state, 'block1.0.weight')).not.toEqual(values(tsrnWeights, 'block1.0.weight'));
    step.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('training leaves the given weights alone', async (context) => {
    need(context);
    const weights = initialWeights({ network: 'tsrn', ...tiny }, 2);
    const step = createStep({ network: 'tsrn', ...tiny }, weights);
    await step.run(batch);
    step.dispose();
    expect(weights).toEqual(initialWeights({ network: 'tsrn', ...tiny }, 2));
  });

  test('a batch that is not finite changes nothing and says so', async (context) => {
    need(context);
    const step = createStep({ network: 'tsrn', ...tiny }, tsrnWeights);
    const broken = { ...batch.input, data: batch.input.data.with(3, NaN) };
    expect((await step.run({ ...batch, input: broken })).applied).toBe(false);
    expect(await step.parameters.toStateDict()).toEqual(new Map(tsrnWeights));
    expect((await step.run(batch)).applied).toBe(true);
    step.dispose();
  });

  test('a target of the wrong size is refused, and nothing is left over', async (context) => {
    need(context);
    const step = createStep({ network: 'tsrn', ...tiny }, tsrnWeights);
    const before = tf.memory().numTensors;
    await expect(step.run({ ...batch, target: batch.input })).rejects.toMatchObject({ code: 'bad-argument' });
    expect(tf.memory().numTensors).toBe(before);
    step.dispose();
  });

  test('the alignment network learns too, and refuses a single image', async (context) => {
    need(context);
    const config = { ...tiny, stn: true };
    const weights = initialWeights({ network: 'tsrn', ...config }, 1);
    const step = createStep({ network: 'tsrn', ...config }, weights);
    const [input, target] = [noise([2, 4, 16, 64]), noise([2, 4, 32, 128])];
    expect((await step.run({ input, target })).applied).toBe(true);
    const state = await step.parameters.toStateDict();
    expect(values(state, 'stn_head.stn_fc2.weight')).not.toEqual(values(weights, 'stn_head.stn_fc2.weight'));
    expect(values(state, 'tps.inverse_kernel')).toEqual(values(weights, 'tps.inverse_kernel'));
    const before = tf.memory().numTensors;
    const single = step.run({ input: noise([1, 4, 16, 64]), target: noise([1, 4, 32, 128]) });
    await expect(single).rejects.toMatchObject({ code: 'bad-argument' });
    expect(tf.memory().numTensors).toBe(before);
    step.dispose();
  });

  test('a CRNN learns a batch and holds no more memory with every step', async (context) => {
    need(context);
    const config = { alphabet: ['a', 'b', 'c'], hidden: 8 };
    const weights = initialWeights({ network: 'crnn', ...config }, 1);
    const step = createStep({ network: 'crnn', ...config }, weights);
    const input = noise([2, 1, 32, 24]);
    const labels = [[1, 2], [3]];
    const first = await step.run({ input, labels });
    const tensors = tf.memory().numTensors;
    let last = first;
    for (let i = 0; i < 3; i++) last = await step.run({ input, labels });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(last.loss).toBeLessThan(first.loss);
    await expect(step.run({ input, labels: [[1], [9]] })).rejects.toMatchObject({ code: 'bad-argument' });
    expect(tf.memory().numTensors).toBe(tensors);
    step.dispose();
  });
});
