import { expect, test } from 'vitest';
import type { Database } from '../../../../electron/core/db/connection.ts';
import { synthesisConfigSchema } from '../../../../electron/contract/synthesis.ts';
import type { TrainingRequest } from '../../../../electron/contract/training.ts';
import { Batches } from '../../../../electron/core/training/batches.ts';
import { TimeLeft } from '../../../../electron/core/training/time-left.ts';

const request: TrainingRequest = {
  ...{ network: 'crnn', name: 'mixed', preset: 'correct', filter: {}, sides: ['hr', 'lr'], frozen: [], balance: false },
  ...{ steps: 10, batch: 8, measureEvery: 5, patience: 0, seed: 1, engine: 'wasm' },
};
const config = synthesisConfigSchema.parse({});
const noDatabase = undefined as unknown as Database;
const none = { training: [], validation: [], transcriptions: new Map<number, string>() };

test('all drawn, every step has pairs of its own, on both sides', () => {
  const batches = new Batches({ ...request, synthetic: { config, mix: 1 }, augmentation: 0.5 }, noDatabase, none);
  const [first, second] = [batches.at(0, 8, 1e-3), batches.at(1, 8, 1e-3)];
  const numbersOf = (batch: typeof first) => batch.synthetic?.pairs.map(({ number }) => number);
  expect(numbersOf(first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(numbersOf(second)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  expect(first.synthetic?.pairs.map(({ side }) => side)).toEqual(['hr', 'lr', 'hr', 'lr', 'hr', 'lr', 'hr', 'lr']);
  expect(first.samples).toEqual([]);
  expect(batches.at(1, 8, 1e-3)).toEqual(second);
  expect(first.augmentation?.seed).not.toBe(second.augmentation?.seed);
});

test('time left goes by recent steps and all measurements', () => {
  const left = new TimeLeft({ steps: 20, measureEvery: 10 });
  expect(left.after(0)).toBeNull();
  left.step(0);
  for (let step = 1; step <= 10; step++) left.step(2000 * step);
  left.measured(25_000);
  expect(left.after(10)).toBe(2 * 10 + 5);
  left.step(27_000);
  expect(left.after(11)).toBe(2 * 9 + 5);
});
