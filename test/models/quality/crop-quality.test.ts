import { describe, expect, test } from 'vitest';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { clippedShare, sharpness } from '../../../models/quality/crop-quality.ts';
import { adjusted, blurred, demoPairs, random, rasterOf, valueAt } from './crops.ts';

const pairs = await demoPairs();

describe('sharpness', () => {
  test('falls with every step of blur', () => {
    for (const { hr } of pairs) {
      const falling = [hr, ...[0.7, 1, 1.5, 2, 3].map((sigma) => blurred(hr, sigma))].map(sharpness);
      for (const [i, value] of falling.slice(1).entries()) expect(value).toBeLessThan(falling[i] as number);
    }
  });

  test('sharp HR crops lie above the line for blur, crops blurred by 1.5 pixels below', () => {
    for (const { hr } of pairs) {
      expect(sharpness(hr)).toBeGreaterThan(0.5);
      expect(sharpness(blurred(hr, 1.5))).toBeLessThan(0.3);
    }
  });

  test('does not go by brightness and contrast', () => {
    for (const { hr } of pairs) {
      const half = sharpness(adjusted(hr, 0.5, 60));
      expect(Math.abs(half / sharpness(hr) - 1)).toBeLessThan(0.1);
    }
  });

  test('a crop that was enlarged is nearly as sharp as before', () => {
    for (const { hr } of pairs) {
      const large = resizeBicubic(hr, 4 * hr.width, 4 * hr.height);
      expect(Math.abs(sharpness(large) / sharpness(hr) - 1)).toBeLessThan(0.5);
    }
  });

  test('is 20 for noise, 64 at most, and 0 where there is nothing', () => {
    const next = random(9);
    expect(sharpness(rasterOf(200, 32, () => Math.round(next() * 255)))).toBeGreaterThan(15);
    expect(sharpness(rasterOf(32, 32, (x, y) => ((x + y) % 2) * 255))).toBeCloseTo(64, 6);
    expect(sharpness(rasterOf(32, 32, () => 90))).toBe(0);
    expect(sharpness(rasterOf(2, 2, (x) => x * 255))).toBe(0);
    expect(sharpness(rasterOf(1, 900, (_, y) => y % 256))).toBe(0);
  });
});

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
