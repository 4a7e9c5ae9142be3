import { describe, expect, test } from 'vitest';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { aspectMismatch } from '../../../models/quality/aspect.ts';
import { clippedShare } from '../../../models/quality/clipping.ts';
import { adjusted, demoPairs, rasterOf, valueAt } from './crops.ts';

const pairs = await demoPairs();

/** Black and white by the mean of the green channel. */
function twoToned({ width, height, data }: Raster): Raster {
  const mean = data.reduce((sum, value, i) => (i % 3 === 1 ? sum + value : sum), 0) / (width * height);
  return rasterOf(width, height, (x, y) => ((data[3 * (y * width + x) + 1] as number) > mean ? 255 : 0));
}

describe('the share of clipped pixels', () => {
  test('counts pixels with any channel at an end', () => {
    const picture = rasterOf(10, 10, (x, y, channel) => {
      if (y === 0) return channel === 1 ? 255 : 100;
      return y === 1 ? 0 : 40 + 10 * x + y;
    });
    expect(clippedShare(picture)).toBeCloseTo(0.2, 10);
    expect(clippedShare(rasterOf(4, 4, () => 255))).toBe(1);
    expect(clippedShare(rasterOf(4, 4, () => 254))).toBe(0);
  });

  test('is small for the sample pairs and rises with exposure', () => {
    for (const { lr, hr } of pairs) {
      for (const crop of [lr, hr]) expect(clippedShare(crop)).toBeLessThan(0.1);
      const mean = hr.data.reduce((sum, value) => sum + value, 0) / hr.data.length;
      expect(clippedShare(adjusted(hr, 1, 250 - mean))).toBeGreaterThan(0.2);
      expect(clippedShare(adjusted(hr, 1, 5 - mean))).toBeGreaterThan(0.2);
    }
  });

  test('is 0 for black on white by design, sharp or with soft edges', () => {
    for (const { hr } of pairs) {
      const drawn = twoToned(hr);
      expect(clippedShare(drawn)).toBe(0);
      const large = rasterOf(4 * hr.width, 4 * hr.height, (x, y, c) =>
        valueAt(drawn, Math.floor(x / 4), Math.floor(y / 4), c),
      );
      // Reduced by a factor that does not divide the blocks, so that edges fall between pixels.
      expect(clippedShare(resizeBicubic(large, Math.round(hr.width * 2.7), Math.round(hr.height * 2.7)))).toBe(0);
    }
  });

  test('still counts an over-exposed surface around dark text', () => {
    const photo = rasterOf(60, 20, (x, y) => (x % 10 < 2 ? 40 : 244 + ((7 * x + 3 * y) % 23)));
    expect(clippedShare(photo)).toBeGreaterThan(0.3);
  });
});

test('the aspect mismatch is that of the proportions, either way', () => {
  expect(aspectMismatch({ width: 64, height: 16 }, { width: 128, height: 32 })).toBe(0);
  expect(aspectMismatch({ width: 60, height: 10 }, { width: 30, height: 10 })).toBe(1);
  expect(aspectMismatch({ width: 30, height: 10 }, { width: 60, height: 10 })).toBe(1);
  expect(aspectMismatch({ width: 11, height: 10 }, { width: 10, height: 10 })).toBeCloseTo(0.1, 12);
});
