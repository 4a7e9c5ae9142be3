import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO, palimpsest, workFolder } from './support.ts';

const folder = workFolder();
const HR = join(DEMO, 'easy/hr');

describe('read', () => {
  beforeAll(async () => {
    await mkdir(folder('in', 'deep'), { recursive: true });
    await copyFile(join(HR, 'bakery.png'), folder('in', 'deep', 'bakery.png'));
    await copyFile(join(HR, 'year-1889.png'), folder('in', 'year-1889.png'));
    await writeFile(folder('in', 'broken.png'), 'x');
  });

  test('prints one line for each picture and reader, and goes on after a bad file', async () => {
    const run = await palimpsest(['read', folder('in'), '--reader', 'ppocr']);
    expect(run.stdout).toMatch(/year-1889\.png\tppocr\t1889\t\d+ %\n/);
    expect(run.stdout).toContain(`bakery.png\tppocr\t`);
    expect(run.stderr).toMatch(/^error: .*broken\.png .*\[not-an-image\]\n$/);
    expect(run.code).toBe(1);
  });

  test('gives programs each character with its confidence, and scores against labels', async () => {
    const labels = join(DEMO, 'easy/labels.tsv');
    const run = await palimpsest(['read', HR, '--labels', labels, '--reader', 'crnn,ppocr', '--json']);
    const [first, ...rest] = run.records as {
      readings: { reader: string; reading: { text: string; characters: { confidence: number }[] } }[];
    }[];
    expect(first?.readings.map(({ reader }) => reader)).toEqual(['crnn', 'ppocr']);
    for (const { reading } of first?.readings ?? []) {
      expect(reading.characters.length).toBe([...reading.text].length);
      for (const { confidence } of reading.characters) {
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    }
    expect(rest.at(-1)).toMatchObject({
      ...{ type: 'summary', read: 8, failed: 0, left: 0 },
      scores: [
        { reader: 'crnn', view: 'input', labelled: 8 },
        { reader: 'ppocr', view: 'input', labelled: 8, accuracy: 1, cer: 0 },
      ],
    });
  });

  test('finds labels by path where names repeat, and says how many were found', async () => {
    await mkdir(folder('years', '1912'), { recursive: true });
    await mkdir(folder('years', '1913'));
    await copyFile(join(HR, 'bakery.png'), folder('years', '1912', 'p1.png'));
    await copyFile(join(HR, 'tobacco.png'), folder('years', '1913', 'p1.png'));
    await writeFile(folder('labels.csv'), '1912/p1.png,Bakery\n1913/p1.png,TOBACCO\n1914/p1.png,Lost\n');
    const run = await palimpsest(['read', folder('years'), '--labels', folder('labels.csv'), '--reader', 'ppocr']);
    expect(run.stdout).toMatch(/ppocr +as it came +2 +100\.0 %/);
    expect(run.stdout).toContain('2 pictures had a label; the file has 3.');
  });
});
