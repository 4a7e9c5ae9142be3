import { expect, test } from 'vitest';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { sharpness } from '../../../models/quality/sharpness.ts';
import { adjusted, blurred, demoPairs, random, rasterOf } from './crops.ts';

const pairs = await demoPairs();

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
