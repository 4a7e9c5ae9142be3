import { expect, test } from 'vitest';
import { decodeImage } from '../../../models/image/decode.ts';
import { luminanceMask } from '../../../models/image/luminance.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { compatibleCrnnInput, crnnInput, rgbPlanes, tsrnInput, tsrnOutput } from '../../../models/image/tensors.ts';
import { goldenFile, goldenTensors } from './golden.ts';
import { noise } from './noise.ts';

const golden = await goldenTensors('preprocess.safetensors');
const picture = await decodeImage(await goldenFile('preprocess.png'), 'preprocess.png');

test.each([
  ['lr', 64, 16],
  ['hr', 128, 32],
])('the published %s input is reproduced bit by bit', (side, width, height) => {
  const resized = resizeBicubic(picture, width, height);
  const rgb = golden(`${side}.rgb`).data;
  const mask = golden(`${side}.mask`).data;
  expect(rgbPlanes(resized).data.map((value) => Math.round(value * 255))).toEqual(rgb);
  expect([...luminanceMask(resized).data]).toEqual([...mask]);
  const { shape, data } = tsrnInput([resized, resized], true);
  expect(shape).toEqual([2, 4, height, width]);
  const wanted = Float32Array.from([...rgb, ...mask], (value) => value / 255);
  expect(data.subarray(0, wanted.length)).toEqual(wanted);
  expect(data.subarray(wanted.length)).toEqual(wanted);
});

test('without a mask there are three planes', () => {
  const raster = { width: 2, height: 1, data: Uint8Array.of(255, 0, 51, 0, 102, 255) };
  const { shape, data } = tsrnInput([raster], false);
  expect(shape).toEqual([1, 3, 1, 2]);
  expect(data).toEqual(Float32Array.of(1, 0, 0, 0.4, 0.2, 1));
});

test('a batch of several sizes, or of none, is refused', () => {
  const raster = (width: number): Raster => ({ width, height: 1, data: new Uint8Array(3 * width) });
  expect(() => tsrnInput([raster(2), raster(3)], true)).toThrow('2×1 and 3×1');
  expect(() => tsrnInput([], true)).toThrow(RangeError);
});

test('output is clamped, rounded to the nearest level, and loses its mask', () => {
  const data = Float32Array.of(
    -0.3,
    1.7,
    0.5,
    0.4999 / 255,
    0.5001 / 255,
    1,
    9,
    9,
    /* second */ 0,
    0,
    1,
    1,
    0.2,
    0.2,
    0,
    0,
  );
  const [first, second] = tsrnOutput({ shape: [2, 4, 1, 2], data });
  expect(first).toEqual({ width: 2, height: 1, data: Uint8Array.of(0, 128, 1, 255, 0, 255) });
  expect(second).toEqual({ width: 2, height: 1, data: Uint8Array.of(0, 255, 51, 0, 255, 51) });
  expect(() => tsrnOutput({ shape: [1, 2, 1, 1], data: new Float32Array(2) })).toThrow(RangeError);
});

test('input and output are inverse', () => {
  const raster = { width: 16, height: 16, data: noise(768, 3) };
  expect(tsrnOutput(tsrnInput([raster], true))).toEqual([raster]);
});

test('reader input is normalised', () => {
  const rasters = [
    { width: 2, height: 1, data: Uint8Array.of(0, 255) },
    { width: 2, height: 1, data: Uint8Array.of(51, 102) },
  ];
  const { shape, data } = crnnInput(rasters, { mean: 0.5, std: 0.5 });
  expect(shape).toEqual([2, 1, 1, 2]);
  [-1, 1, -0.6, -0.2].forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
});

test('the compatible reader input equals the published one', async () => {
  const tensors = await goldenTensors('crnn_io.safetensors');
  const wanted = tensors('x');
  const { shape, data } = compatibleCrnnInput(tensors('rgb'));
  expect(shape).toEqual(wanted.shape);
  const differences = data.map((value, i) => value - (wanted.data[i] ?? NaN));
  expect(Math.hypot(...differences) / Math.hypot(...wanted.data)).toBeLessThan(1e-6);
  // Two versions of torch differ by as much.
  expect(Math.max(...differences.map(Math.abs))).toBeLessThan(4e-6);
});

test('the compatible reader input takes a mask plane and ignores it', () => {
  const planes = Float32Array.from(noise(4 * 8 * 20, 5), (value) => value / 255);
  const withMask = compatibleCrnnInput({ shape: [1, 4, 8, 20], data: planes });
  const without = compatibleCrnnInput({ shape: [1, 3, 8, 20], data: planes.slice(0, 480) });
  expect(withMask).toEqual(without);
});
