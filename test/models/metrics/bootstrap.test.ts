import { describe, expect, test } from 'vitest';
import { bootstrapMean, bootstrapRatio } from '../../../models/metrics/bootstrap.ts';
import { Random } from '../../../models/training/random.ts';

describe('bootstrap', () => {
  test('bounds of a mean come near those of theory', () => {
    const random = new Random(3);
    const values = Array.from({ length: 400 }, () => 10 + 2 * random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const error = 2 / Math.sqrt(values.length);
    const { value, low, high } = bootstrapMean(values, { rounds: 2000, seed: 1 });
    expect(value).toBeCloseTo(mean, 10);
    expect((mean - low) / (1.96 * error)).toBeGreaterThan(0.85);
    expect((mean - low) / (1.96 * error)).toBeLessThan(1.15);
    expect((high - mean) / (1.96 * error)).toBeGreaterThan(0.85);
    expect((high - mean) / (1.96 * error)).toBeLessThan(1.15);
  });

  test('the same seed gives the same bounds, another others', () => {
    const values = [1, 5, 2, 8, 3, 9, 4];
    expect(bootstrapMean(values, { seed: 4 })).toEqual(bootstrapMean(values, { seed: 4 }));
    const low = [4, 5, 6, 7].map((seed) => bootstrapMean([...values, 2.5, 7.25], { seed, rounds: 200 }).low);
    expect(new Set(low).size).toBeGreaterThan(1);
  });

  test('a ratio weighs items by their denominators', () => {
    const { value, low, high } = bootstrapRatio([1, 0, 3], [10, 10, 10]);
    expect(value).toBeCloseTo(4 / 30, 10);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.3, 10);
    expect(bootstrapRatio([2, 2], [4, 4])).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
    expect(bootstrapRatio([], [])).toEqual({ value: 0, low: 0, high: 0 });
  });

  test('a paired difference is surer than its sides', () => {
    const random = new Random(5);
    const before = Array.from({ length: 60 }, () => 20 + 5 * random.normal());
    const gains = before.map(() => 0.5 + 0.2 * random.normal());
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(bootstrapMean(gains))).toBeLessThan(0.2 * width(bootstrapMean(before)));
    expect(bootstrapMean(gains).low).toBeGreaterThan(0);
  });
});
