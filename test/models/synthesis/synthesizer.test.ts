import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { synthesisConfigSchema, type SynthesisConfigInput } from '../../../electron/contract/synthesis.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { fontCharacters } from '../../../models/synthesis/font-characters.ts';
import { loadFonts } from '../../../models/synthesis/fonts.ts';
import { Synthesizer } from '../../../models/synthesis/synthesizer.ts';

const LATIN = 'abcxyzABC0189';
const systemFonts = await loadFonts([], LATIN).catch(() => []);
const needFonts = (context: TestContext) => {
  if (systemFonts.length < 2) context.skip('this computer has not two Latin fonts in its font folders');
};

const open = (changes: SynthesisConfigInput = {}): Promise<Synthesizer> => {
  const { fonts, words, real, ...recipe } = synthesisConfigSchema.parse({ seed: 7, ...changes });
  return Synthesizer.open(recipe, { fonts, words, real });
};

describe('synthetic pairs', () => {
  test('a pair goes by seed and number alone', async (context) => {
    needFonts(context);
    const one = await open();
    const inOrder = [await one.pair(0), await one.pair(1), await one.pair(2)];
    const other = await open();
    expect([await other.pair(2), await other.pair(0)]).toEqual([inOrder[2], inOrder[0]]);
    expect((await (await open({ seed: 8 })).pair(0)).hr.data).not.toEqual(inOrder[0]?.hr.data);
    expect(inOrder[1]?.hr.data).not.toEqual(inOrder[0]?.hr.data);
  });

  test('LR is half of HR, and shows the same but for what the camera spoilt', async (context) => {
    needFonts(context);
    const synthesizer = await open();
    const differences: Record<string, number[]> = { easy: [], medium: [], hard: [] };
    for (let number = 0; number < 60; number++) {
      const { hr, lr, difficulty } = await synthesizer.pair(number);
      expect([hr.width, hr.height, lr.width, lr.height]).toEqual([128, 32, 64, 16]);
      const enlarged = resizeBicubic(lr, 128, 32);
      const [a, b] = [hr, enlarged].map(({ data }) => withoutMean(data)) as [number[], number[]];
      differences[difficulty]?.push(1 - correlation(a, b));
    }
    const mean = (values: number[] = []) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(differences.easy)).toBeLessThan(mean(differences.hard));
    expect(mean(differences.hard)).toBeLessThan(0.6);
    for (const list of Object.values(differences)) expect(list.length).toBeGreaterThan(8);
  });

  test('the published LR is HR halved by Pillow’s bicubic kernel', async (context) => {
    needFonts(context);
    const { hr, lr } = await (await open({ degradation: { kind: 'bicubic' } })).pair(3);
    expect(lr).toEqual(resizeBicubic(hr, 64, 16));
    const gaussian = await (await open({ degradation: { kind: 'gaussian' } })).pair(3);
    expect(gaussian.hr).toEqual(hr);
    expect(gaussian.lr).not.toEqual(lr);
  });

  test('without a width a text keeps its proportions', async (context) => {
    needFonts(context);
    const synthesizer = await open({ size: { width: null, widest: 300 } });
    const pairs = await Promise.all(Array.from({ length: 30 }, (_, number) => synthesizer.pair(number)));
    const perCharacter = pairs.map(({ hr, text }) => hr.width / text.length);
    expect(new Set(pairs.map(({ hr }) => hr.width)).size).toBeGreaterThan(5);
    expect(Math.max(...pairs.map(({ hr }) => hr.width))).toBeLessThanOrEqual(300);
    expect(Math.max(...perCharacter)).toBeLessThan(60);
    expect((await synthesizer.pair(4, { width: 96 })).hr.width).toBe(96);
  });

  test('only what was asked for is written, with the font that was named', async (context) => {
    needFonts(context);
    const font = systemFonts[0]?.file ?? '';
    const text = { characters: 'abc', words: 0, numbers: 0, codes: 1, length: [3, 5] } as const;
    const synthesizer = await open({ fonts: [font], text: { ...text, length: [3, 5] } });
    for (let number = 0; number < 20; number++) {
      const pair = await synthesizer.pair(number);
      expect(pair.text).toMatch(/^[abc]{3,5}$/);
      expect(pair.source.file).toBe(font);
    }
  });
});

describe('what it draws with', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('a place without fonts, and one that is not there, are told', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await writeFile(join(empty, 'broken.ttf'), 'no font at all');
    await expect(open({ fonts: [empty] })).rejects.toMatchObject({
      code: 'not-found',
      reason: 'no-font',
    });
    await expect(open({ fonts: [join(folder, 'nowhere')] })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a list without fitting words is told', async (context) => {
    needFonts(context);
    const words = join(folder, 'words.txt');
    await writeFile(words, 'überlang\n');
    await expect(open({ words })).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('a character map is read in formats 4 and 12, and symbol fonts have no letters', () => {
    const segments = table([[4, 0, 0, 4, 0, 0, 0, 0x42, 0xffff, 0, 0x41, 0xffff, 10, 1, 0, 0]].flat());
    expect([...fontCharacters(fontOf({ cmap: cmapOf(segments, 1) }))]).toEqual([0x41, 0x42]);
    const groups = table([12, 0, 0, 28, 0, 0, 0, 1, 0, 0x61, 0, 0x63, 0, 5]);
    expect([...fontCharacters(fontOf({ cmap: cmapOf(groups, 10) }))]).toEqual([0x61, 0x62, 0x63]);
    const metrics = Buffer.alloc(90);
    metrics[32] = 5;
    expect(fontCharacters(fontOf({ cmap: cmapOf(segments, 1), 'OS/2': metrics })).size).toBe(0);
    expect(() => fontCharacters(Buffer.from('short'))).toThrow(RangeError);
  });
});

const table = (words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * words.length);
  words.forEach((word, i) => bytes.writeUInt16BE(word, 2 * i));
  return bytes;
};
const cmapOf = (subtable: Buffer, encoding: number): Buffer =>
  Buffer.concat([table([0, 1, 3, encoding, 0, 12]), subtable]);

/** A font file of these tables. */
function fontOf(tables: Record<string, Buffer>): Buffer {
  const names = Object.keys(tables);
  let at = 12 + 16 * names.length;
  const records = names.map((name) => {
    const record = Buffer.alloc(16);
    record.write(name.padEnd(4), 'latin1');
    record.writeUInt32BE(at, 8);
    at += (tables[name] as Buffer).length;
    return record;
  });
  return Buffer.concat([table([1, 0, names.length, 0, 0, 0]), ...records, ...Object.values(tables)]);
}

function withoutMean(data: Uint8Array): number[] {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return Array.from(data, (value) => value - mean);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b) + 1e-9);
}
