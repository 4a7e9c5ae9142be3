import type { LearningBatch } from '../../../models/networks/network.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { Engine } from '../../../models/engines/engine.ts';
import type { StateDict, TensorData } from '../../../models/base/tensor.ts';
import { sizeOf } from '../../../models/base/tensor.ts';
import { readTrainingCheckpoint, stateOf, writeTrainingCheckpoint } from '../../../models/training/checkpoint.ts';
import { initialWeights } from '../../../models/training/initial-weights.ts';
import { Random } from '../../../models/training/random.ts';
import { createStep, type Recipe, recipeOf } from '../../../models/training/step.ts';
import type { TsrnConfig } from '../../../models/networks/tsrn/tsrn.ts';
import { isSlow, skipUnlessUsable, trainingEngines } from '../../support/engines.ts';
import { expectProblem } from '../weights/expect-problem.ts';

const random = new Random(3);
const noise = (shape: readonly number[]): TensorData => ({
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, () => random.next()),
});
const CONFIG: TsrnConfig = { scale: 2, mask: true, blocks: 1, hidden: 4, stn: false };
const BATCHES: LearningBatch[] = Array.from({ length: 6 }, () => ({
  input: noise([2, 4, 6, 8]),
  target: noise([2, 4, 12, 16]),
}));
const WEIGHTS = initialWeights({ network: 'tsrn', ...CONFIG }, 1);
const RECIPE: Recipe = { ...recipeOf('tsrn'), learningRate: 0.01 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

function expectClose(actual: StateDict, expected: StateDict) {
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [name, { data }] of expected) {
    const other = (actual.get(name) as TensorData).data;
    const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    data.forEach((value, i) => expect(Math.abs((other[i] as number) - value) / largest, name).toBeLessThan(1e-5));
  }
}

describe.each(await trainingEngines())('on $id', (listed) => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (listed.report.usable) engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());
  const need = (context: TestContext) => {
    skipUnlessUsable(listed, context);
    if (isSlow(listed)) context.skip(`${listed.id}: a software adapter takes too long for more than one run of steps`);
  };

  test('a training that goes on from a file equals an uninterrupted one', async (context) => {
    need(context);
    const whole = createStep({ network: 'tsrn', ...CONFIG }, WEIGHTS, RECIPE);
    for (const batch of BATCHES) await whole.run(batch);
    const expected = await stateOf(whole, {});
    whole.dispose();

    const first = createStep({ network: 'tsrn', ...CONFIG }, WEIGHTS, RECIPE);
    for (const batch of BATCHES.slice(0, 3)) await first.run(batch);
    const file = join(folder, `${listed.id}.safetensors`);
    await writeTrainingCheckpoint(file, await stateOf(first, { step: '3' }));
    first.dispose();

    const state = await readTrainingCheckpoint(file);
    expect(state.facts).toEqual({ step: '3' });
    expect(state.optimiser.steps).toBe(3);
    const second = createStep({ network: 'tsrn', ...CONFIG }, state.weights, RECIPE);
    second.optimiser.restore(state.optimiser, second.parameters.trained);
    for (const batch of BATCHES.slice(3)) await second.run(batch);
    const { weights, optimiser } = await stateOf(second, {});
    second.dispose();
    expectClose(weights, expected.weights);
    expectClose(optimiser.moments, expected.optimiser.moments);
  });

  test('what is frozen stays as it is, and the rest learns', async (context) => {
    need(context);
    const step = createStep({ network: 'tsrn', ...CONFIG }, WEIGHTS, {
      ...RECIPE,
      isFrozen: (name) => name.startsWith('block1.'),
    });
    await step.run(BATCHES[0] as LearningBatch);
    const state = await step.parameters.toStateDict();
    const same = (name: string) => expect((state.get(name) as TensorData).data);
    same('block1.0.weight').toEqual(WEIGHTS.get('block1.0.weight')?.data);
    same('block2.conv1.weight').not.toEqual(WEIGHTS.get('block2.conv1.weight')?.data);
    step.dispose();
  });
});

test('another file is refused', async () => {
  const file = join(folder, 'other');
  await writeFile(file, 'no checkpoint');
  await expectProblem('file-damaged', () => readTrainingCheckpoint(file));
  await expectProblem('not-found', () => readTrainingCheckpoint(join(folder, 'nowhere')));
});
