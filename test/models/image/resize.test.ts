import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { resizeBicubic, resizeBicubicTorch } from '../../../models/image/resize.ts';
import { jsonFixture } from './fixtures.ts';
import { noise } from './noise.ts';

const sizeSchema = z.tuple([z.number(), z.number()]);
const cases = await jsonFixture(
  'resize.json',
  z.array(
    z.object({
      from: sizeSchema,
      to: sizeSchema,
      channels: z.number(),
      seed: z.number(),
      binary: z.boolean(),
      sha256: z.string(),
    }),
  ),
);

test.each(cases.map((one) => [one.from.join('×'), one.to.join('×'), one.channels, one] as const))(
  '%s to %s in %i channels equals Pillow bit by bit',
  (_from, _to, channels, { from, to, seed, binary, sha256 }) => {
    const [width, height] = from;
    const grain = noise(width * height * channels, seed);
    const data = binary ? grain.map((value) => (value > 127 ? 255 : 0)) : grain;
    const resized = resizeBicubic({ width, height, data }, ...to);
    expect([resized.width, resized.height]).toEqual(to);
    expect(createHash('sha256').update(resized.data).digest('hex')).toBe(sha256);
  },
);

test('the input stays as it is, and an equal size gives a copy', () => {
  const data = Buffer.from(noise(12, 1));
  const copy = resizeBicubic({ width: 2, height: 2, data }, 2, 2);
  expect([...copy.data]).toEqual([...data]);
  copy.data.fill(0);
  expect([...data]).toEqual([...noise(12, 1)]);
});

test('sizes that are none are refused', () => {
  const raster = { width: 2, height: 2, data: new Uint8Array(12) };
  for (const [width, height] of [
    [0, 4],
    [4, -1],
    [1.5, 2],
    [NaN, 2],
  ] as const) {
    expect(() => resizeBicubic(raster, width, height)).toThrow(RangeError);
  }
  expect(() => resizeBicubic({ width: 3, height: 2, data: new Uint8Array(7) }, 4, 4)).toThrow(RangeError);
});

const torch = await jsonFixture(
  'torch-bicubic.json',
  z.object({ seed: z.number(), shape: z.array(z.number()), results: z.record(z.string(), z.array(z.number())) }),
);

test.each(Object.entries(torch.results))('float planes to %s as torch does it', (size, wanted) => {
  const [height = 0, width = 0] = size.split('x').map(Number);
  const data = Float32Array.from(noise(40, torch.seed), (value) => value / 255);
  const { shape, data: actual } = resizeBicubicTorch({ shape: torch.shape, data }, height, width);
  expect(shape).toEqual([1, 1, height, width]);
  wanted.forEach((value, i) => expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThan(1e-6));
});

test('planes of another form are refused', () => {
  expect(() => resizeBicubicTorch({ shape: [2, 2], data: new Float32Array(4) }, 2, 2)).toThrow(RangeError);
});
