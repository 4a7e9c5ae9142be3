import { expect, test } from 'vitest';
import type { Raster } from '../../../models/image/raster.ts';
import { inToneOf } from '../../../models/restoration/restorer.ts';

const raster = (width: number, height: number, pixel: (i: number) => readonly [number, number, number]): Raster => ({
  width,
  height,
  data: new Uint8Array(Array.from({ length: width * height }, (_, i) => pixel(i)).flat()),
});

test('each channel gets the mean of the input and keeps its contrast', () => {
  const crop = raster(2, 1, (i) => (i === 0 ? [100, 60, 20] : [120, 80, 40]));
  const restored = raster(4, 2, (i) => (i % 2 === 0 ? [130, 90, 10] : [190, 150, 70]));
  const { width, height, data } = inToneOf(crop, restored);
  expect([width, height]).toEqual([4, 2]);
  expect([...data.subarray(0, 6)]).toEqual([80, 40, 0, 140, 100, 60]);
});

test('what would leave 0..255 is clamped', () => {
  const crop = raster(1, 1, () => [250, 5, 128]);
  const restored = raster(2, 1, (i) => (i === 0 ? [100, 100, 128] : [140, 140, 128]));
  expect([...inToneOf(crop, restored).data]).toEqual([230, 0, 128, 255, 25, 128]);
});
