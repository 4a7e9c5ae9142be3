import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeImage } from '../../../models/image/decode.ts';
import { Problem, type ProblemCode } from '../../../models/base/problem.ts';
import { expectedImages, imageFixture } from './fixtures.ts';

const files = Object.keys(await expectedImages()).filter((name) => name.includes('.'));

async function refusal(bytes: Uint8Array, name: string): Promise<Problem> {
  const outcome = await decodeImage(bytes, name).catch((error: unknown) => error);
  if (!(outcome instanceof Problem)) throw new Error(`${name} was not refused`, { cause: outcome });
  return outcome;
}

async function expectRefusal(bytes: Uint8Array, code: ProblemCode, words: RegExp) {
  const problem = await refusal(bytes, 'IMG 17.png');
  expect(problem.code, problem.message).toBe(code);
  expect(problem.message).toMatch(words);
  expect(problem.message).toContain('IMG 17.png');
}

test('an empty file', () => expectRefusal(new Uint8Array(0), 'empty-file', /empty/));

test.each<[string, string, RegExp]>([
  ['PDF', '%PDF-1.7\n', /a PDF document/],
  ['HTML', '\n<!DOCTYPE html><html><body>', /a web page/],
  ['SVG', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', /an SVG drawing/],
  ['ZIP', 'PK\x03\x04\x14\0', /a ZIP archive/],
  ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0', /a HEIC photo/],
  ['video', '\0\0\0\x20ftypisom\0\0\x02\0', /a video/],
  ['Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\n', /a Git LFS pointer/],
  ['text', 'label;text\n1.png;hello\n', /a text file/],
  ['zeros', '\0'.repeat(5000), /filled with zeros/],
  ['noise', '\x07\x99\x01\xfe\x80\x03', /not a picture that can be read\.$/],
  ['one byte', '\x89', /not a picture that can be read/],
])('%s is called by its name', (_, text, words) => expectRefusal(Buffer.from(text, 'latin1'), 'not-an-image', words));

test.each([
  ['refused-float.tif', /TIFF with an unusual/],
  ['refused-grey-alpha.tif', /TIFF with an unusual/],
  ['refused-camera-raw.tif', /TIFF with camera raw data/],
])('%s is refused, not guessed at', async (name, words) => {
  await expectRefusal(await imageFixture(name), 'not-an-image', words);
});

describe('an image bomb is refused by its header, before its pixels are touched', () => {
  const side = 20_000;
  const patched = async (name: string, patch: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(await imageFixture(name));
    patch(bytes);
    return bytes;
  };
  const bomb = (bytes: Uint8Array) => expectRefusal(bytes, 'image-too-large', /20000×20000 pixels, more than 100 mega/);

  test('PNG', async () => {
    await bomb(
      await patched('rgb.png', (bytes) => {
        bytes.writeUInt32BE(side, 16);
        bytes.writeUInt32BE(side, 20);
        bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
      }),
    );
  });
  test('JPEG', async () => {
    await bomb(
      await patched('rgb.jpg', (bytes) => {
        const frame = bytes.indexOf(Buffer.from([0xff, 0xc0, 0, 17]));
        bytes.writeUInt16BE(side, frame + 5);
        bytes.writeUInt16BE(side, frame + 7);
      }),
    );
  });
  test('WebP', async () => {
    await expectRefusal(
      await patched('profile.webp', (bytes) => {
        bytes.writeUIntLE(side - 1, 24, 3);
        bytes.writeUIntLE(side - 1, 27, 3);
      }),
      'image-too-large',
      /20000×20000/,
    );
  });
  test('TIFF', async () => {
    await bomb(
      await patched('rgb-raw.tif', (bytes) => {
        for (const tag of [256, 257]) {
          const entry = bytes.indexOf(Buffer.from([tag & 255, tag >> 8, tag === 256 ? 4 : 4, 0, 1, 0, 0, 0]));
          bytes.writeUInt32LE(side, entry + 8);
        }
      }),
    );
  });
  test('BMP', async () => {
    await bomb(
      await patched('rgb.bmp', (bytes) => {
        bytes.writeInt32LE(side, 18);
        bytes.writeInt32LE(-side, 22);
      }),
    );
  });
});

describe('a truncated file is never half a picture', () => {
  test.each(files)('%s', async (name) => {
    const bytes = await imageFixture(name);
    const whole = await decodeImage(bytes, name);
    const step = Math.max(1, Math.floor(bytes.length / 60));
    let refused = 0;
    for (let length = 1; length < bytes.length; length += step) {
      const outcome = await decodeImage(bytes.subarray(0, length), name).catch((error: unknown) => error);
      if (outcome instanceof Problem) {
        expect(['image-damaged', 'not-an-image']).toContain(outcome.code);
        refused++;
      } else {
        // Only what follows the picture (a second page, padding) may be missing.
        expect(outcome, `${name} cut to ${length} of ${bytes.length} bytes`).toMatchObject({
          data: whole.data,
          orientation: whole.orientation,
        });
      }
    }
    expect(refused).toBeGreaterThan(20);
  });

  test('the last byte counts in a JPEG and a PNG', async () => {
    for (const name of ['rgb.jpg', 'progressive.jpg', 'rgb.png', 'interlaced.png']) {
      const bytes = await imageFixture(name);
      expect((await refusal(bytes.subarray(0, -1), name)).code).toBe('image-damaged');
    }
  });

  test('a JPEG whose end is zeros, as an interrupted copy leaves it', async () => {
    const bytes = Buffer.from(await imageFixture('rgb.jpg'));
    bytes.fill(0, bytes.length - 60);
    expect((await refusal(bytes, 'a.jpg')).code).toBe('image-damaged');
  });
});

test('a damaged pixel of a PNG is noticed by its checksum', async () => {
  const bytes = Buffer.from(await imageFixture('rgb.png'));
  const at = bytes.indexOf('IDAT') + 20;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await expectRefusal(bytes, 'image-damaged', /damaged or incomplete PNG image/);
});

test('thousands of scans, which would keep a decoder busy, are refused', async () => {
  const bytes = await imageFixture('progressive.jpg');
  const scan = bytes.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scans = Array.from({ length: 1000 }, () => bytes.subarray(scan, -2));
  const problem = await refusal(Buffer.concat([bytes.subarray(0, -2), ...scans, bytes.subarray(-2)]), 'a.jpg');
  expect(problem.code).toBe('image-damaged');
});

test('random damage ends in a picture or in a Problem, never otherwise', async () => {
  let state = 20_251;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (const name of files) {
    const original = await imageFixture(name);
    for (let round = 0; round < 25; round++) {
      const bytes = Buffer.from(original);
      for (let i = 0; i <= random(4); i++) {
        // Headers are where damage does most.
        bytes.writeUInt8(random(256), random(random(2) ? bytes.length : Math.min(64, bytes.length)));
      }
      const outcome = await decodeImage(bytes, name).catch((error: unknown) => error);
      if (outcome instanceof Problem) expect(outcome.code).not.toBe('internal');
      else if (outcome instanceof Error) throw outcome;
      else {
        const { width, height, data } = outcome as Awaited<ReturnType<typeof decodeImage>>;
        expect(data.length).toBe(3 * width * height);
      }
    }
  }
});
