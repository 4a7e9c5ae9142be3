import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { focalLengthOf } from '../../../models/image/exif-focal-length.ts';
import { imageFixture } from './fixtures.ts';

const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const FOCAL_LENGTH = 37386;
const CAMERA_DIRECTORY = 0x8769;

type Order = 'II' | 'MM';

interface Wanted {
  order?: Order;
  fraction?: [number, number];
  type?: number;
  pointer?: number;
}

/** A TIFF structure of 13×9 pixels whose camera directory holds the focal length alone. */
function tiff({ order = 'II', fraction = [50, 1], type = RATIONAL, pointer = 50 }: Wanted = {}): Buffer {
  const bytes = Buffer.alloc(76);
  const short = (value: number, at: number) =>
    order === 'II' ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    order === 'II' ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  const entry = (at: number, tag: number, kind: number, value: number) => {
    short(tag, at);
    short(kind, at + 2);
    long(1, at + 4);
    if (kind === SHORT) short(value, at + 8);
    else long(value, at + 8);
  };
  bytes.write(order === 'II' ? 'II*\0' : 'MM\0*', 'latin1');
  long(8, 4);
  short(3, 8);
  entry(10, 256, SHORT, 13);
  entry(22, 257, SHORT, 9);
  entry(34, CAMERA_DIRECTORY, LONG, pointer);
  short(1, 50);
  entry(52, FOCAL_LENGTH, type, 68);
  long(fraction[0], 68);
  long(fraction[1], 72);
  return bytes;
}

async function jpeg(exif: Buffer): Promise<Buffer> {
  const plain = await imageFixture('rgb.jpg');
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), Buffer.from('Exif\0\0', 'latin1'), exif]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return Buffer.concat([plain.subarray(0, 2), segment, plain.subarray(2)]);
}

async function png(exif: Buffer): Promise<Buffer> {
  const plain = await imageFixture('rgb.png');
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('eXIf', 'latin1'), exif, Buffer.alloc(4)]);
  chunk.writeUInt32BE(exif.length, 0);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return Buffer.concat([plain.subarray(0, 33), chunk, plain.subarray(33)]);
}

async function webp(exif: Buffer): Promise<Buffer> {
  const plain = await imageFixture('lossless.webp');
  const chunk = Buffer.concat([Buffer.from('EXIF\0\0\0\0', 'latin1'), exif]);
  chunk.writeUInt32LE(exif.length, 4);
  const whole = Buffer.concat([plain, chunk]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

describe.each<[string, (exif: Buffer) => Buffer | Promise<Buffer>]>([
  ['JPEG', jpeg],
  ['PNG', png],
  ['WebP', webp],
  ['TIFF', (exif) => exif],
])('%s', (_, wrap) => {
  test.each<Order>(['II', 'MM'])('has its focal length, byte order %s', async (order) => {
    expect(focalLengthOf(await wrap(tiff({ order, fraction: [505, 10] })))).toBe(50.5);
  });

  test.each<[string, Wanted]>([
    ['a zero denominator', { fraction: [50, 0] }],
    ['zero', { fraction: [0, 1] }],
    ['nonsense', { fraction: [4_000_000_000, 1] }],
    ['another type of value', { type: LONG }],
    ['a directory past the end', { pointer: 5000 }],
    ['a directory that is cut off', { pointer: 74 }],
  ])('with %s has none', async (__, wanted) => {
    expect(focalLengthOf(await wrap(tiff(wanted)))).toBeUndefined();
  });
});

test.each(['rgb.png', 'rgb.jpg', 'orientation.jpg', 'orientation.webp', 'rgb-raw.tif', 'rgb.bmp'])(
  '%s has none',
  async (name) => {
    expect(focalLengthOf(await imageFixture(name))).toBeUndefined();
  },
);

test('what is no picture has none', () => {
  expect(focalLengthOf(new Uint8Array(0))).toBeUndefined();
  expect(focalLengthOf(Buffer.from('%PDF-1.7'))).toBeUndefined();
});

test('damaged bytes never throw and never give an impossible length', async () => {
  const files = [await jpeg(tiff()), await png(tiff()), await webp(tiff()), tiff({ order: 'MM' })];
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      (file, damage, cut) => {
        const bytes = Buffer.from(file);
        for (const [at, value] of damage) bytes[at % bytes.length] = value;
        const length = focalLengthOf(cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes);
        if (length !== undefined) expect(length > 0 && length <= 10_000).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
