import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { Engine } from '../../../models/engines/engine.ts';
import { sizeOf, type TensorData } from '../../../models/base/tensor.ts';
import { initialWeights } from '../../../models/training/initial-weights.ts';
import { Random } from '../../../models/training/random.ts';
import { createStep, recipeOf } from '../../../models/training/step.ts';
import { isSlow, skipUnlessUsable, trainingEngines } from '../../support/engines.ts';

const PAIRS = 8;
function noise(shape: readonly number[]): TensorData {
  const random = new Random(11);
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.next()) };
}

/** Bars at chance places and their enlargement: sharp edges, as letters have. */
function bars(planes: number, height: number, width: number, scale: number): { input: TensorData; target: TensorData } {
  const random = new Random(11);
  const brightness = Array.from({ length: PAIRS * width }, () => (random.next() < 0.4 ? 0.9 : 0.1));
  const enlarged = (times: number): TensorData => {
    const [rows, columns] = [times * height, times * width];
    const data = Float32Array.from({ length: PAIRS * planes * rows * columns }, (_, i) => {
      const pair = Math.floor(i / (planes * rows * columns));
      return brightness[pair * width + Math.floor((i % columns) / times)] as number;
    });
    return { shape: [PAIRS, planes, rows, columns], data };
  };
  return { input: enlarged(1), target: enlarged(scale) };
}

const engines = await trainingEngines();

describe.each(engines)('learning by heart on $id', (listed) => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (listed.report.usable) engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());
  const need = (context: TestContext) => {
    skipUnlessUsable(listed, context);
    if (isSlow(listed)) context.skip(`${listed.id}: a software adapter takes too long for so many steps`);
  };

  test('a TSRN restores eight pairs that it has seen', async (context) => {
    need(context);
    const config = { scale: 2, mask: true, blocks: 1, hidden: 8, stn: false } as const;
    const weights = initialWeights({ network: 'tsrn', ...config }, 3);
    const step = createStep({ network: 'tsrn', ...config }, weights, {
      ...recipeOf('tsrn'),
      learningRate: 5e-3,
      clipNorm: 10,
    });
    const batch = bars(4, 4, 12, 2);
    const losses: number[] = [];
    for (let i = 0; i < 300; i++) losses.push((await step.run(batch)).loss);
    step.dispose();
    // 100 · mse: a mean error of 3 % of the range.
    expect(Math.min(...losses.slice(-20))).toBeLessThan(0.1);
    expect(losses[0]).toBeGreaterThan(10);
  });

  test('a CRNN reads eight pictures that it has seen', async (context) => {
    need(context);
    const config = { alphabet: ['a', 'b', 'c', 'd'], hidden: 32 };
    const weights = initialWeights({ network: 'crnn', ...config }, 3);
    // Its convolutions are as wide as published whatever `hidden` is; what they make of noise tells eight pictures apart.
    const isFrozen = (name: string) => name.startsWith('cnn.');
    const step = createStep({ network: 'crnn', ...config }, weights, {
      ...recipeOf('crnn'),
      learningRate: 1e-2,
      isFrozen,
    });
    const labels = Array.from({ length: PAIRS }, (_, i) => [1 + (i % 4), 1 + Math.floor(i / 2)].slice(0, 1 + (i % 2)));
    const batch = { input: noise([PAIRS, 1, 32, 16]), labels };
    const losses: number[] = [];
    for (let i = 0; i < 60; i++) losses.push((await step.run(batch)).loss);
    step.dispose();
    expect(losses.at(-1)).toBeLessThan(0.1);
    expect(losses[0]).toBeGreaterThan(1);
  });
});
