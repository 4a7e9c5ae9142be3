import { crc32 } from 'node:zlib';
import { Transformer } from '@napi-rs/image';
import { describe, expect, test } from 'vitest';
import { decodeImage, MAX_PIXELS } from '../../../models/image/decode.ts';
import { encodePng } from '../../../models/image/encode.ts';
import { expectedImages, imageFixture, largestDifference, type Expected } from './fixtures.ts';

const expected = await expectedImages();
const files = Object.keys(expected).filter((name) => name.includes('.'));

function expectPicture(
  actual: { width: number; height: number; data: Uint8Array },
  wanted: Expected,
  tolerance: number,
) {
  expect([actual.width, actual.height]).toEqual([wanted.width, wanted.height]);
  expect(largestDifference(actual.data, wanted.rgb)).toBeLessThanOrEqual(tolerance);
}

test('there is a fixture for every format', () => {
  const formats = new Set(files.map((name) => name.split('.').at(-1)));
  expect([...formats].sort()).toEqual(['avif', 'bmp', 'gif', 'j2k', 'jp2', 'jpg', 'png', 'tif', 'webp']);
});

test.each(files)('%s has the pixels that Pillow reads', async (name) => {
  const wanted = expected[name] as Expected;
  const bytes = await imageFixture(name);
  const before = Uint8Array.from(bytes);
  const image = await decodeImage(bytes, name);
  expectPicture(image, wanted, wanted.tolerance);
  expect(image).toMatchObject(wanted.facts);
  expect([image.originalWidth, image.originalHeight]).toEqual([13, 9]);
  expect(Buffer.compare(bytes, before), 'the input must not change').toBe(0);
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i', (orientation) => {
  test.each([
    ['orientation.jpg', 4],
    ['orientation.png', 0],
    ['orientation.webp', 0],
    ['orientation.tif', 0],
    ['orientation-palette.tif', 0],
  ])('is applied in %s', async (name, tolerance) => {
    const bytes = withOrientation(await imageFixture(name), orientation);
    const image = await decodeImage(bytes, name);
    const picture = name.includes('palette') ? 'palette orientation' : 'orientation';
    expectPicture(image, expected[`${picture} ${orientation}`] as Expected, tolerance);
    expect(image).toMatchObject({ orientation, originalWidth: 13, originalHeight: 9 });
  });
});

test('a broken orientation counts as upright', async () => {
  const bytes = withOrientation(await imageFixture('orientation.png'), 9);
  const image = await decodeImage(bytes, 'a.png');
  expectPicture(image, expected['orientation 1'] as Expected, 0);
  expect(image.orientation).toBe(1);
});

test.each([
  [1, 1],
  [20_000, 50],
])('%i×%i pixels are decoded', async (width, height) => {
  const data = new Uint8Array(3 * width * height).fill(77);
  const image = await decodeImage(await encodePng({ width, height, data }), 'odd.png');
  expect([image.width, image.height]).toEqual([width, height]);
  expect(Buffer.compare(image.data, data)).toBe(0);
});

test('a transparent picture of several bands is flattened whole', async () => {
  const [width, height] = [1100, 1000];
  const glass = new Uint8Array(4 * width * height).fill(51);
  const image = await decodeImage(await Transformer.fromRgbaPixels(glass, width, height).png(), 'glass.png');
  expect(image.hadAlpha).toBe(true);
  // 51 at one fifth over white: 51·0.2 + 255·0.8.
  expect(image.data.every((value) => value === 214)).toBe(true);
});

test('the limit stands above any photograph of a camera', () => {
  expect(MAX_PIXELS).toBeGreaterThanOrEqual(61_000_000);
});

/** The fixture with another orientation value; a PNG's chunk gets its new checksum. */
function withOrientation(fixture: Buffer, value: number): Uint8Array {
  const bytes = Buffer.from(fixture);
  const little = bytes.indexOf(Buffer.from([0x12, 0x01, 3, 0, 1, 0, 0, 0]));
  const big = bytes.indexOf(Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1]));
  if (little >= 0) bytes.writeUInt16LE(value, little + 8);
  else if (big >= 0) bytes.writeUInt16BE(value, big + 8);
  else throw new Error('the fixture has no orientation');
  const chunk = bytes.indexOf('eXIf');
  if (chunk >= 0) {
    const end = chunk + 4 + bytes.readUInt32BE(chunk - 4);
    bytes.writeUInt32BE(crc32(bytes.subarray(chunk, end)), end);
  }
  return bytes;
}
