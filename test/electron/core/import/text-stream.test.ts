import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../../../electron/core/import/text-stream.ts';
import { collected, emptyFolder } from './support.ts';

/** What is read from a file of these bytes, as one text. */
async function read(bytes: Uint8Array): Promise<string> {
  const path = join(await emptyFolder(), 'text');
  await writeFile(path, bytes);
  return (await collected(textOf(path))).join('');
}

/** One piece of a file that is read in pieces. */
const PIECE = 65_536;
const TEXT = 'ä字\uFFFD🚀e\u0301\uFFFD';

const ENCODERS: Record<string, (text: string) => Buffer> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16, low byte first': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16, high byte first': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
};

describe.each(Object.entries(ENCODERS))('%s', (_, encode) => {
  test('gives every text back, U+FFFD too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 20 }), async (text) => {
        fc.pre(!text.startsWith('\uFEFF') && !text.includes('\0'));
        expect(await read(encode(text))).toBe(text);
      }),
      { numRuns: 60, examples: [[TEXT], [''], ['\uFFFD']] },
    );
  });

  test('gives characters back that two pieces share', async () => {
    for (let before = PIECE - 16; before <= PIECE + 2; before++) {
      const text = `${'a'.repeat(before)}${TEXT}`;
      expect((await read(encode(text))) === text, `${before} characters before`).toBe(true);
      const wide = `${'a'.repeat(Math.floor(before / 2))}${TEXT}`;
      expect((await read(encode(wide))) === wide, `${before} bytes before`).toBe(true);
    }
  });
});

describe('what cannot be decoded', () => {
  test.each([
    ['a byte of Latin-1', [0x4d, 0xfc, 0x6c]],
    ['a character that is cut off by another', [0xe5, 0xad, 0xef, 0xbf, 0xbd]],
    ['one that is cut off by the end', [0x61, 0xf0, 0x9f, 0x9a]],
    ['half of a pair in UTF-8', [0xed, 0xa0, 0x80]],
    ['half of a pair in UTF-16', [0xff, 0xfe, 0x3d, 0xd8, 0x61, 0x00]],
    ['half of a unit at the end of UTF-16', [0xff, 0xfe, 0x61, 0x00, 0x61]],
  ])('makes the text ill-formed: %s', async (_, bytes) => {
    expect((await read(Uint8Array.from(bytes))).isWellFormed()).toBe(false);
  });

  test('leaves a U+FFFD beside it alone', async () => {
    const text = await read(Buffer.concat([Buffer.from('a\uFFFD'), Buffer.of(0xff), Buffer.from('\uFFFDb')]));
    expect([text.length, text.replaceAll('\uFFFD', '').isWellFormed()]).toEqual([5, false]);
    expect(text.match(/\uFFFD/g)).toHaveLength(2);
  });
});
