import { Random } from '../training/random.ts';

/** What a statistic is, and between what it lies with the confidence that was asked for. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface BootstrapOptions {
  /** Resamples; more make the bounds steadier. */
  rounds?: number;
  /** The same seed gives the same bounds. */
  seed?: number;
  /** 0..1. */
  confidence?: number;
}

const ROUNDS = 1000;
const CONFIDENCE = 0.95;

/**
 * Percentile bootstrap (Efron, 1979) of a ratio of sums over items, such as edits over characters: items are drawn again with
 * replacement, each with both of its numbers. With denominators of 1 it is a mean. Both sides of a comparison go in as one
 * numerator, so that differences are paired. Without items, or where the denominators sum to 0, everything is 0.
 */
export function bootstrapRatio(
  numerators: readonly number[],
  denominators: readonly number[],
  { rounds = ROUNDS, seed = 0, confidence = CONFIDENCE }: BootstrapOptions = {},
): Interval {
  const items = numerators.length;
  if (denominators.length !== items) throw new RangeError(`${items} numerators, ${denominators.length} denominators`);
  const value = ratio(sum(numerators), sum(denominators));
  if (items === 0) return { value, low: value, high: value };
  const random = new Random(seed);
  const values = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    let [above, below] = [0, 0];
    for (let i = 0; i < items; i++) {
      const drawn = Math.floor(random.next() * items);
      above += numerators[drawn] as number;
      below += denominators[drawn] as number;
    }
    values[round] = ratio(above, below);
  }
  values.sort();
  const at = (share: number) => values[Math.min(rounds - 1, Math.max(0, Math.round(share * (rounds - 1))))] as number;
  return { value, low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}

/** The bootstrap of a mean. */
export const bootstrapMean = (values: readonly number[], options?: BootstrapOptions): Interval =>
  bootstrapRatio(values, Array<number>(values.length).fill(1), options);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const ratio = (above: number, below: number): number => (below === 0 ? 0 : above / below);
