import { expect, test } from 'vitest';
import { Transformer } from '@napi-rs/image';
import { decodeImage } from '../../../models/image/decode.ts';
import { encodePng, encodePngWithAlpha } from '../../../models/image/encode.ts';
import { noise } from './noise.ts';

test.each([
  [1, 1],
  [64, 16],
  [129, 33],
])('a %i×%i picture survives encoding bit by bit', async (width, height) => {
  const data = noise(3 * width * height, width);
  const image = await decodeImage(await encodePng({ width, height, data }), 'a.png');
  expect(image).toMatchObject({ width, height, format: 'png', bitDepth: 8, hadAlpha: false });
  expect(Buffer.compare(image.data, data)).toBe(0);
});

test('a flat picture compresses well', async () => {
  const png = await encodePng({ width: 128, height: 32, data: new Uint8Array(3 * 128 * 32).fill(9) });
  expect(png.length).toBeLessThan(500);
});

test('a PNG is plain RGB, without an alpha channel', async () => {
  const png = await encodePng({ width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  expect(png[24]).toBe(8);
  expect(png[25], 'colour type').toBe(2);
});

test('pixels that do not fill the picture are refused', async () => {
  await expect(encodePng({ width: 2, height: 2, data: new Uint8Array(11) })).rejects.toThrow(RangeError);
});

test('a picture with alpha keeps its colours where it is clear', async () => {
  const pixels = Uint8Array.of(230, 0, 140, 0, 230, 0, 140, 128, 1, 2, 3, 255);
  const png = await encodePngWithAlpha(3, 1, pixels);
  expect(png[25], 'colour type').toBe(6);
  const decoded = await new Transformer(png).rawPixels();
  expect([...decoded]).toEqual([...pixels]);
  await expect(encodePngWithAlpha(2, 1, pixels)).rejects.toThrow(RangeError);
});
