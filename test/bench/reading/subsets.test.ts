import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../models/image/raster.ts';
import { Random } from '../../../models/training/random.ts';
import { BLURRED, CLEAN, degraded, highResolution, NOISY } from './degradations.ts';
import { casesOf, SUBSETS } from './subsets.ts';
import type { RealText } from './real-text.ts';

const textured = (width: number, height: number, seed = 1): Raster => {
  const random = new Random(seed);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => random.uniform(80, 180)) };
};
const texts: RealText[] = Array.from({ length: 60 }, (_, i) => ({
  name: `words/word_${i}.jpg`,
  kind: i % 2 ? 'words' : 'lines',
  text: String(i),
  raster: textured(90, 8 + i),
}));

describe('subsets of the gate', () => {
  it('are chosen by kind and rows, always in the same order', () => {
    const subset = SUBSETS.find(({ name }) => name === 'words, 17 to 24 rows');
    if (!subset) throw new Error('no such subset');
    const cases = casesOf(subset, texts, 100);
    expect(cases.map(({ lr }) => lr.height).sort()).toEqual([17, 19, 21, 23]);
    expect(casesOf(subset, texts.toReversed(), 100).map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
    expect(casesOf(subset, texts, 2)).toEqual(cases.slice(0, 2));
  });

  it('have names of their own', () => {
    expect(new Set(SUBSETS.map(({ name }) => name)).size).toBe(SUBSETS.length);
  });

  it('are shrunk from HR of twice the rows, the same each time', () => {
    const subset = SUBSETS.find(({ name }) => name === 'lines, 16 rows, blur 2.25');
    if (!subset) throw new Error('no such subset');
    const [first] = casesOf(subset, texts, 1);
    expect([first?.hr?.height, first?.lr.height]).toEqual([32, 16]);
    expect(casesOf(subset, texts, 1)).toEqual([first]);
  });
});

describe('known degradations', () => {
  const hr = highResolution(textured(64, 32), 32);
  const deviation = ({ data }: Raster) => {
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
  };

  it('shrink by the mean of four where nothing else is asked', () => {
    const lr = degraded(hr, CLEAN, 1);
    const four = [0, 3, 3 * hr.width, 3 * hr.width + 3].map((at) => hr.data[at] as number);
    expect(lr.data[0]).toBe(Math.round(four.reduce((a, b) => a + b) / 4));
  });

  it('take texture away with blur and add noise of the σ that they name', () => {
    expect(deviation(degraded(hr, BLURRED, 1))).toBeLessThan(0.5 * deviation(degraded(hr, CLEAN, 1)));
    const even: Raster = { width: 64, height: 64, data: new Uint8Array(3 * 64 * 64).fill(128) };
    expect(deviation(degraded(even, NOISY, 1))).toBeCloseTo(6, 0);
  });
});
