import { expect, test } from 'vitest';
import type { Raster } from '../../../models/image/raster.ts';
import { alignmentShift, aspectMismatch } from '../../../models/quality/alignment.ts';
import { transform, type Spectrum } from '../../../models/quality/phase-correlation.ts';
import { blurred, demoPairs, random, rasterOf, valueAt } from './crops.ts';

const pairs = await demoPairs();

test('the transform is the discrete Fourier transform, and its inverse undoes it', () => {
  const next = random(1);
  const [width, height] = [8, 4];
  const field: Spectrum = {
    width,
    height,
    re: Float64Array.from({ length: 32 }, next),
    im: Float64Array.from({ length: 32 }, next),
  };
  const before = { re: field.re.slice(), im: field.im.slice() };
  transform(field);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      let [re, im] = [0, 0];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const angle = -2 * Math.PI * ((u * x) / width + (v * y) / height);
          const i = y * width + x;
          re += (before.re[i] as number) * Math.cos(angle) - (before.im[i] as number) * Math.sin(angle);
          im += (before.re[i] as number) * Math.sin(angle) + (before.im[i] as number) * Math.cos(angle);
        }
      }
      expect(field.re[v * width + u]).toBeCloseTo(re, 9);
      expect(field.im[v * width + u]).toBeCloseTo(im, 9);
    }
  }
  transform(field, true);
  field.re.forEach((value, i) => expect(value).toBeCloseTo(before.re[i] as number, 9));
  field.im.forEach((value, i) => expect(value).toBeCloseTo(before.im[i] as number, 9));
});

interface Camera {
  blur: number;
  noise: number;
  gain: number;
  offset: number;
}

/** An LR crop taken from HR by averaging 2×2 pixels, its content so many LR pixels further right and down. */
function taken(hr: Raster, x: number, y: number, { blur, noise, gain, offset }: Camera, seed: number): Raster {
  const next = random(seed);
  const scene = blur > 0 ? blurred(hr, blur) : hr;
  return rasterOf(hr.width / 2, hr.height / 2, (column, row, channel) => {
    let sum = 0;
    for (const dy of [0, 1]) {
      for (const dx of [0, 1]) sum += valueAt(scene, 2 * (column - x) + dx, 2 * (row - y) + dy, channel);
    }
    return (sum / 4) * gain + offset + (next() + next() + next() - 1.5) * 2 * noise;
  });
}

const CAMERAS: [string, Camera][] = [
  ['a plain reduction', { blur: 0, noise: 0, gain: 1, offset: 0 }],
  ['some blur, noise and darkening', { blur: 1, noise: 3, gain: 0.9, offset: 10 }],
  ['much of them', { blur: 2, noise: 6, gain: 0.7, offset: 30 }],
];

test.each(CAMERAS)('known shifts up to 3 pixels are found, with %s', (_, camera) => {
  const next = random(42);
  const errors = pairs.flatMap(({ hr }, i) =>
    [0, 1, 3].map((most) => {
      const x = (2 * next() - 1) * most;
      const y = (2 * next() - 1) * most;
      const found = alignmentShift(taken(hr, x, y, camera, i), hr);
      expect(found.peak).toBeGreaterThan(0.5);
      expect(found.peak).toBeLessThanOrEqual(1);
      return Math.hypot(found.x - x, found.y - y);
    }),
  );
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.25);
  expect(Math.max(...errors)).toBeLessThan(1);
});

test('the sign says which way LR lies', () => {
  const { hr } = pairs[0] as { hr: Raster };
  const plain = { blur: 0, noise: 0, gain: 1, offset: 0 };
  expect(alignmentShift(taken(hr, 2, 0, plain, 1), hr).x).toBeGreaterThan(1.5);
  expect(alignmentShift(taken(hr, 0, -2, plain, 1), hr).y).toBeLessThan(-1.5);
});

test('the sample pairs lie on each other, and wrong partners agree less', () => {
  for (const { lr, hr } of pairs) {
    const { x, y, peak } = alignmentShift(lr, hr);
    expect(Math.hypot(x, y)).toBeLessThan(0.25);
    expect(peak).toBeGreaterThan(0.75);
  }
  for (const [i, { lr }] of pairs.entries()) {
    expect(alignmentShift(lr, (pairs[(i + 7) % pairs.length] as { hr: Raster }).hr).peak).toBeLessThan(0.7);
  }
});

test('pictures without anything to compare give zeros, of any size', () => {
  const nothing = { x: 0, y: 0, peak: 0 };
  const flat = rasterOf(20, 8, () => 128);
  expect(alignmentShift(flat, flat)).toEqual(nothing);
  expect(alignmentShift(flat, (pairs[0] as { hr: Raster }).hr)).toEqual(nothing);
  for (const [width, height] of [
    [1, 1],
    [2, 1],
    [1, 40],
    [5, 3],
  ] as const) {
    const next = random(width);
    const picture = rasterOf(width, height, () => next() * 255);
    const { x, y, peak } = alignmentShift(picture, picture);
    for (const value of [x, y, peak]) expect(value).toBeTypeOf('number');
    expect([x, y, peak].every(Number.isFinite)).toBe(true);
  }
});

test('large pictures are compared reduced, and the shift is that of the whole', () => {
  const { hr } = pairs[3] as { hr: Raster };
  const factor = Math.ceil(1200 / hr.width);
  const large = (dx: number) =>
    rasterOf(hr.width * factor, hr.height * factor, (x, y, c) => valueAt(hr, (x - dx) / factor, y / factor, c));
  expect(alignmentShift(large(12), large(0)).x).toBeCloseTo(12, 0);
});

test('the aspect mismatch is that of the proportions, either way', () => {
  expect(aspectMismatch({ width: 64, height: 16 }, { width: 128, height: 32 })).toBe(0);
  expect(aspectMismatch({ width: 60, height: 10 }, { width: 30, height: 10 })).toBe(1);
  expect(aspectMismatch({ width: 30, height: 10 }, { width: 60, height: 10 })).toBe(1);
  expect(aspectMismatch({ width: 11, height: 10 }, { width: 10, height: 10 })).toBeCloseTo(0.1, 12);
});
