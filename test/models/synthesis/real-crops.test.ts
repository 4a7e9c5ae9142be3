import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { synthesisConfigSchema, type SynthesisConfigInput } from '../../../electron/contract/synthesis.ts';
import { encodePng } from '../../../models/image/encode.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { loadFonts } from '../../../models/synthesis/fonts.ts';
import { loadRealCrops } from '../../../models/synthesis/real-crops.ts';
import { Synthesizer } from '../../../models/synthesis/synthesizer.ts';
import { Random } from '../../../models/training/random.ts';

let folder: string;
const hasFonts = (await loadFonts([], 'abc012').catch(() => [])).length > 0;
const needFonts = (context: TestContext) => {
  if (!hasFonts) context.skip('this computer has no Latin font in its font folders');
};

const picture = (width: number, height: number, seed: number) => {
  const random = new Random(seed);
  const coarse = { width: 6, height: 3, data: Uint8Array.from({ length: 54 }, () => random.uniform(0, 255)) };
  return resizeBicubic(coarse, width, height);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  await mkdir(join(folder, 'crops'));
  const sizes = { 'word.png': [120, 40], 'line.png': [900, 48], 'small.png': [60, 20] } as const;
  for (const [name, [width, height]] of Object.entries(sizes)) {
    await writeFile(join(folder, 'crops', name), await encodePng(picture(width, height, width)));
  }
  await writeFile(join(folder, 'crops', 'labels.tsv'), 'word.png\tMot\nline.png\tUne ligne\nsmall.png\tPetit\n');
});
afterAll(() => rm(folder, { recursive: true }));

const open = (changes: SynthesisConfigInput): Promise<Synthesizer> => {
  const { fonts, words, real, ...recipe } = synthesisConfigSchema.parse({ realShare: 1, ...changes });
  return Synthesizer.open(recipe, { fonts, words, real });
};

test('crops with too few rows are left out', async () => {
  const { crops } = await loadRealCrops(join(folder, 'crops'), 32);
  expect(crops.map(({ text }) => text)).toEqual(['Mot', 'Une ligne']);
});

test('a real crop is HR as it is, and LR is the same place seen by the poor camera', async (context) => {
  needFonts(context);
  const real = join(folder, 'crops');
  const synthesizer = await open({ real, size: { width: null, widest: 1024 }, degradation: { clean: 1 } });
  const texts = new Set<string>();
  for (let number = 0; number < 12; number++) {
    const { text, hr, lr, source } = await synthesizer.pair(number);
    texts.add(text);
    expect([hr.height, lr.height, lr.width * 2]).toEqual([32, 16, hr.width]);
    expect(source.file.startsWith(real)).toBe(true);
    const enlarged = resizeBicubic(lr, hr.width, hr.height);
    const difference = hr.data.reduce((sum, value, i) => sum + Math.abs(value - (enlarged.data[i] as number)), 0);
    expect(difference / hr.data.length).toBeLessThan(6);
  }
  expect([...texts].sort()).toEqual(['Mot', 'Une ligne']);
});

test('a wide line is cut where that is allowed and then has no text, else left out', async (context) => {
  needFonts(context);
  const synthesizer = await open({ real: join(folder, 'crops') });
  const pairs = async (mayCut: boolean) =>
    Promise.all(Array.from({ length: 12 }, (_, number) => synthesizer.pair(number, { width: 96, mayCut })));
  const cut = await pairs(true);
  expect(cut.every(({ hr }) => hr.width === 96)).toBe(true);
  expect(new Set(cut.map(({ text }) => text))).toEqual(new Set(['', 'Mot']));
  expect(new Set((await pairs(false)).map(({ text }) => text))).toEqual(new Set(['Mot']));
});

test('a folder without labels, a picture that is gone and pictures that are too small are told', async () => {
  await expect(loadRealCrops(join(folder, 'nowhere'), 32)).rejects.toMatchObject({ code: 'not-found' });
  await expect(loadRealCrops(join(folder, 'crops'), 128)).rejects.toMatchObject({ code: 'bad-argument' });
  await mkdir(join(folder, 'gone'));
  await writeFile(join(folder, 'gone', 'labels.tsv'), 'gone.png\tabc\n');
  await expect(loadRealCrops(join(folder, 'gone'), 32)).rejects.toMatchObject({ code: 'not-found' });
});
