import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLabels } from '../../../../electron/core/reading/transcriptions.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-labels-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function labels(name: string, content: string) {
  await writeFile(join(folder, name), content);
  return readLabels(join(folder, name));
}

describe('readLabels', () => {
  test('reads names and texts separated by tabs, finds them with or without ending', async () => {
    const read = await labels('labels.tsv', '\uFEFFa.png\tDas Café\r\n\r\nb\tx\ty\n');
    expect(read.of('deep/folder/a.png')).toBe('Das Café');
    expect(read.of('b.jpg')).toBe('x\ty');
    expect(read.of('c.png')).toBeUndefined();
  });

  test('reads CSV with quotes', async () => {
    const read = await labels('labels.csv', 'a.png,"Smith, ""Jones"" & Co."\nb.png,plain,extra column\n');
    expect(read.of('a.png')).toBe('Smith, "Jones" & Co.');
    expect(read.of('b.png')).toBe('plain,extra column');
  });

  test('reads JSON, flat or under "labels"', async () => {
    expect((await labels('a.json', '{"a.png": "one"}')).of('a.png')).toBe('one');
    expect((await labels('b.json', '{"source": "x", "labels": {"a.png": "two"}}')).of('a.png')).toBe('two');
  });

  test('reads a table with headings, as exports write it, by either picture', async () => {
    const read = await labels(
      'labels.csv',
      'file,transcription,direction,lr_file\neasy/hr/a.png,"No. 27, Kai",h,easy/lr/a.png\neasy/hr/b.png,,h,easy/lr/b.png\n',
    );
    expect(read.of('easy/hr/a.png')).toBe('No. 27, Kai');
    expect(read.of('easy/lr/a.png')).toBe('No. 27, Kai');
    expect(read.of('easy/hr/b.png')).toBeUndefined();
  });

  test('compares names and texts in Unicode NFC', async () => {
    const read = await labels('labels.tsv', 'cafe\u0301.png\tcafe\u0301');
    expect(read.of('café.png')).toBe('café');
  });

  test.each([
    ['labels.tsv', 'a.png', /line 1/],
    ['labels.json', '{"a.png": []}', /entry 1, has a transcription that cannot be understood/],
    ['labels.json', '[1]', /no object/],
    ['labels.json', '{', /is not JSON/],
  ])('names the fault in %s', async (name, content, message) => {
    await expect(labels(name, content)).rejects.toThrow(message);
  });
});
