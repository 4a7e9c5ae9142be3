import { expect, test } from 'vitest';
import type { Raster } from '../../../models/image/raster.ts';
import { augmentPair, augmentReading } from '../../../models/training/augmentation.ts';
import { Random } from '../../../models/training/random.ts';

const rampOf = (width: number, height: number): Raster => ({
  width,
  height,
  data: Uint8Array.from({ length: 3 * width * height }, (_, i) =>
    Math.floor(((Math.floor(i / 3) % width) * 255) / width),
  ),
});

test('a pair is recoloured alike and never moved', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { lr, hr } = augmentPair(rampOf(64, 16), rampOf(128, 32), 1, new Random(seed));
    const rowOf = ({ width, data }: Raster, at: number) => data[3 * Math.floor(at * width)] as number;
    // A ramp stays one, falling where it became its negative, and both sides agree but for LR's noise.
    const [start, end] = [rowOf(hr, 0.1), rowOf(hr, 0.9)];
    expect(Math.abs(start - end)).toBeGreaterThan(90);
    for (const at of [0.1, 0.5, 0.9]) expect(Math.abs(rowOf(lr, at) - rowOf(hr, at))).toBeLessThan(40);
  }
});

test('without strength nothing changes, and the same seed changes alike', () => {
  const picture = rampOf(100, 32);
  expect(augmentReading(picture, 0, new Random(1))).toEqual(picture);
  expect(augmentPair(picture, picture, 0, new Random(1))).toEqual({ lr: picture, hr: picture });
  const twice = [0, 1].map(() => augmentReading(picture, 0.8, new Random(3)));
  expect(twice[0]).toEqual(twice[1]);
  expect(twice[0]).not.toEqual(augmentReading(picture, 0.8, new Random(4)));
});
