import { describe, expect, test } from 'vitest';
import { BatchPlan, type Sample } from '../../../../electron/core/training/batch-plan.ts';

const SAMPLES: Sample[] = Array.from({ length: 50 }, (_, i) => ({
  pairId: i,
  side: 'lr',
  width: 32 + ((i * 7) % 90),
  difficulty: i < 40 ? 'easy' : i < 48 ? 'medium' : 'hard',
}));
const planOf = (seed: number, balance = false) => new BatchPlan(SAMPLES, { seed, balance });
const epochOf = (plan: BatchPlan, epoch: number, size: number) => {
  const batches = Math.ceil(SAMPLES.length / size);
  return Array.from({ length: batches }, (_, i) => plan.at(epoch * batches + i, size));
};
const idsOf = (batches: { samples: Sample[] }[]) =>
  batches.flatMap(({ samples }) => samples.map(({ pairId }) => pairId));

describe('which samples make which batch', () => {
  test('an epoch has every sample once, in another order than the next', () => {
    const [first, second] = [0, 1].map((epoch) => idsOf(epochOf(planOf(1), epoch, 8))) as [number[], number[]];
    for (const ids of [first, second]) expect([...ids].sort((a, b) => a - b)).toEqual(SAMPLES.map((_, i) => i));
    expect(first).not.toEqual(second);
  });

  test('it goes by seed and step alone, wherever one begins', () => {
    const whole = Array.from({ length: 30 }, (_, step) => planOf(5).at(step, 8));
    const plan = planOf(5);
    expect([29, 3, 17, 3].map((step) => plan.at(step, 8))).toEqual([29, 3, 17, 3].map((step) => whole[step]));
    expect(planOf(6).at(0, 8)).not.toEqual(whole[0]);
  });

  test('a batch holds samples of like width', () => {
    for (const { samples, width } of epochOf(planOf(2), 0, 8)) {
      const widths = samples.map((sample) => sample.width);
      expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(25);
      expect(widths).toContain(width);
    }
  });

  test('balanced, rare difficulties come as often as frequent ones', () => {
    const plan = planOf(3, true);
    const drawn = Array.from({ length: 20 }, (_, epoch) => epochOf(plan, epoch, 8)).flat();
    const counts = Map.groupBy(
      drawn.flatMap(({ samples }) => samples),
      ({ difficulty }) => difficulty,
    );
    for (const { length } of counts.values()) expect(length / (20 * 50)).toBeCloseTo(1 / 3, 1);
  });
});
