import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportPaddleOcr } from '../../../../electron/core/export/paddleocr.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import { emptyFolder, exported, filesBelow, itemOf, linesOf, ODD_TEXTS, sha256, without } from './support.ts';

async function written(items: readonly ExportItem[]) {
  const path = join(await emptyFolder(), 'set');
  const summary = await exported(exportPaddleOcr, path, items);
  const files = await filesBelow(path);
  const rows: { list: string; path: string; text: string; hash: string }[] = [];
  for (const list of files.filter((file) => file.endsWith('.txt'))) {
    for (const line of await linesOf(join(path, list))) {
      // As PaddleOCR takes a line apart.
      const [name, text, ...more] = line.split('\t') as [string, string, ...string[]];
      expect(more).toEqual([]);
      rows.push({ list, path: name, text, hash: sha256(await readFile(join(path, name))) });
    }
  }
  return { summary, files, rows };
}

const hash = (bytes: Uint8Array | undefined) => sha256(bytes as Uint8Array);

test('a list names every picture with its text, HR where there is one', async () => {
  const texts = ODD_TEXTS.filter((text) => text !== '' && !/[\t\r\n\u2028]/.test(text));
  const items = texts.map((text, i) => itemOf(i, { subset: i % 2 ? 'old town' : '', label: { transcription: text } }));
  const last = without(itemOf(100, { label: { transcription: 'small only' } }), 'hr');
  const { rows, files, summary } = await written([...items, last]);
  expect(summary).toEqual({ written: items.length + 1, leftOut: [] });
  expect(rows.map(({ text }) => text)).toEqual([...texts, 'small only']);
  expect(rows.map((row) => row.hash)).toEqual([...items.map(({ hr }) => hash(hr)), hash(last.lr)]);
  expect(rows.slice(0, 2).map(({ path }) => path)).toEqual(['images/crop 0.bmp', 'images/old town/crop 1.bmp']);
  expect(files.filter((file) => file.endsWith('.txt'))).toEqual(['rec_gt.txt']);
});

test('every split has its list, and pairs in none have theirs', async () => {
  const splits = ['train', 'test', null, 'train', 'validation'] as const;
  const { rows } = await written(splits.map((split, i) => itemOf(i, { split, name: 'same' })));
  expect(rows.map(({ list, text, path }) => [list, text, path])).toEqual([
    ['rec_gt.txt', 'text 2', 'images/same-3.bmp'],
    ['rec_gt_test.txt', 'text 1', 'images/same-2.bmp'],
    ['rec_gt_train.txt', 'text 0', 'images/same.bmp'],
    ['rec_gt_train.txt', 'text 3', 'images/same-4.bmp'],
    ['rec_gt_validation.txt', 'text 4', 'images/same-5.bmp'],
  ]);
});

test('what a list cannot say is left out with the reason', async () => {
  const labels = [
    { transcription: 'tab\there' },
    { transcription: 'two\nlines' },
    { transcription: 'two\u2028lines' },
    { transcription: null },
    { transcription: 'guess', illegible: true },
    { transcription: '' },
  ];
  const { summary, files } = await written(labels.map((label, i) => itemOf(i, { label })));
  expect(summary.written).toBe(0);
  expect(
    summary.leftOut.map(({ reason }) => /line break|no transcription|illegible|no text/.exec(reason)?.[0]),
  ).toEqual(['line break', 'line break', 'line break', 'no transcription', 'illegible', 'no text']);
  expect(files).toEqual(['rec_gt.txt']);
});
