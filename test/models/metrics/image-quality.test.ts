import { expect, test } from 'vitest';
import { HIGHEST_PSNR, imageQuality, psnrOfError } from '../../../models/metrics/image-quality.ts';
import type { TensorData } from '../../../models/base/tensor.ts';
import { goldenTensors } from '../image/golden.ts';
import { noise } from '../image/noise.ts';

const golden = await goldenTensors('metrics.safetensors');
const [a, b] = [golden('a'), golden('b')];

function imageOf({ shape, data }: TensorData, index: number): TensorData {
  const size = data.length / (shape[0] ?? 1);
  return { shape: [1, ...shape.slice(1)], data: data.slice(index * size, (index + 1) * size) };
}

function noiseImage(height: number, width: number, seed: number): TensorData {
  return {
    shape: [1, 3, height, width],
    data: Float32Array.from(noise(3 * height * width, seed), (value) => value / 255),
  };
}

test('compatible values of a batch equal the published ones', () => {
  const quality = imageQuality(a, b, 'compatible');
  expect(Math.abs(quality.psnr - (golden('psnr').data[0] ?? NaN))).toBeLessThan(1e-5);
  expect(Math.abs(quality.ssim - (golden('ssim').data[0] ?? NaN))).toBeLessThan(1e-5);
});

test.each([0, 1, 2, 3])('compatible values of image %i alone equal the published ones', (index) => {
  const quality = imageQuality(imageOf(a, index), imageOf(b, index), 'compatible');
  expect(Math.abs(quality.psnr - (golden('psnr_each').data[index] ?? NaN))).toBeLessThan(1e-5);
  expect(Math.abs(quality.ssim - (golden('ssim_each').data[index] ?? NaN))).toBeLessThan(1e-5);
});

test('correct values are means over images, compatible PSNR is of the mean error', () => {
  const images = [0, 1, 2, 3].map((index) => imageQuality(imageOf(a, index), imageOf(b, index), 'correct'));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const batch = imageQuality(a, b, 'correct');
  expect(batch.psnr).toBeCloseTo(mean(images.map(({ psnr }) => psnr)), 10);
  expect(batch.ssim).toBeCloseTo(mean(images.map(({ ssim }) => ssim)), 10);
  expect(batch.meanSquaredError).toBeCloseTo(mean(images.map(({ meanSquaredError }) => meanSquaredError)), 12);
  const half = (value: number): TensorData => {
    const data = new Float32Array(2 * 3 * 256);
    return { shape: [2, 3, 16, 16], data: data.fill(value, 768) };
  };
  // Errors 0.01 and none: the mean of 20 dB and the highest, against the PSNR of 0.005.
  expect(imageQuality(half(0.1), half(0), 'correct').psnr).toBeCloseTo((20 + HIGHEST_PSNR) / 2, 4);
  expect(imageQuality(half(0.1), half(0), 'compatible').psnr).toBeCloseTo(psnrOfError(0.005), 4);
});

test('correct SSIM is that of whole windows, computed here the long way', () => {
  const x = noiseImage(14, 17, 1);
  const y = { shape: x.shape, data: x.data.map((value, i) => 0.7 * value + 0.3 * ((i * 37) % 11) * 0.09) };
  expect(imageQuality(x, y, 'correct').ssim).toBeCloseTo(directSsim(x, y), 10);
});

test('correct values do not see what saving clamps away, compatible ones do', () => {
  const truth = noiseImage(20, 30, 2);
  const beyond = { shape: truth.shape, data: truth.data.map((value) => (value > 0.9 ? 1.4 : value)) };
  const clamped = { shape: truth.shape, data: beyond.data.map((value) => Math.min(value, 1)) };
  expect(imageQuality(beyond, truth, 'correct')).toEqual(imageQuality(clamped, truth, 'correct'));
  expect(imageQuality(beyond, truth, 'compatible').psnr).toBeLessThan(imageQuality(clamped, truth, 'compatible').psnr);
});

test.each(['correct', 'compatible'] as const)('equal images score the highest finite PSNR (%s)', (mode) => {
  const image = noiseImage(32, 64, 3);
  const quality = imageQuality(image, image, mode);
  expect(quality).toMatchObject({ meanSquaredError: 0, psnr: HIGHEST_PSNR });
  expect(quality.ssim).toBeCloseTo(1, 12);
});

test('one level in one 8-bit pixel stays below the highest PSNR', () => {
  const truth = noiseImage(64, 512, 4);
  const data = truth.data.slice();
  data[0] = (data[0] ?? 0) + 1 / 255;
  expect(imageQuality({ shape: truth.shape, data }, truth, 'compatible').psnr).toBeLessThan(HIGHEST_PSNR);
});

test.each([
  [8, 32],
  [1, 40],
  [1, 1],
])('an image of %i rows and %i columns has a similarity too', (height, width) => {
  const truth = noiseImage(height, width, 5);
  expect(imageQuality(truth, truth, 'correct').ssim).toBeCloseTo(1, 10);
  const inverse = { shape: truth.shape, data: truth.data.map((value) => 1 - value) };
  expect(imageQuality(inverse, truth, 'correct').ssim).toBeLessThan(0.9);
});

test('a mask plane is ignored', () => {
  const [x, y] = [noiseImage(16, 16, 6), noiseImage(16, 16, 7)];
  const masked = ({ data }: TensorData, mask: number): TensorData => ({
    shape: [1, 4, 16, 16],
    data: Float32Array.from([...data, ...new Array<number>(256).fill(mask)]),
  });
  expect(imageQuality(masked(x, 0), masked(y, 1), 'correct')).toEqual(imageQuality(x, y, 'correct'));
});

test('different shapes are refused', () => {
  expect(() => imageQuality(noiseImage(16, 16, 1), noiseImage(16, 17, 1), 'correct')).toThrow(RangeError);
  const flat = { shape: [3, 16, 16], data: new Float32Array(768) };
  expect(() => imageQuality(flat, flat, 'correct')).toThrow(RangeError);
});

/** SSIM by its definition: a two-dimensional 11×11 window, variances as mean squared deviations. */
function directSsim({ shape, data: a }: TensorData, { data: b }: TensorData): number {
  const [, , height = 0, width = 0] = shape;
  const offsets = Array.from({ length: 121 }, (_, i) => [Math.floor(i / 11), i % 11] as const);
  const weights = offsets.map(([y, x]) => Math.exp(-((y - 5) ** 2 + (x - 5) ** 2) / 4.5));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scores: number[] = [];
  for (let plane = 0; plane < 3; plane++) {
    for (let top = 0; top + 11 <= height; top++) {
      for (let left = 0; left + 11 <= width; left++) {
        const at = (i: number) =>
          plane * height * width + (top + (offsets[i]?.[0] ?? 0)) * width + left + (offsets[i]?.[1] ?? 0);
        const mean = (value: (i: number) => number) =>
          weights.reduce((sum, weight, i) => sum + (weight / total) * value(i), 0);
        const x = (i: number) => a[at(i)] ?? NaN;
        const y = (i: number) => b[at(i)] ?? NaN;
        const [mx, my] = [mean(x), mean(y)];
        const varianceX = mean((i) => (x(i) - mx) ** 2);
        const varianceY = mean((i) => (y(i) - my) ** 2);
        const covariance = mean((i) => (x(i) - mx) * (y(i) - my));
        scores.push(
          ((2 * mx * my + 1e-4) * (2 * covariance + 9e-4)) /
            ((mx ** 2 + my ** 2 + 1e-4) * (varianceX + varianceY + 9e-4)),
        );
      }
    }
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
