import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportImageFolder } from '../../../../electron/core/export/image-folder.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import { openFolder } from '../../../../electron/core/import/folder.ts';
import {
  emptyFolder,
  exported,
  facts,
  filesBelow,
  importedFrom,
  inOrder,
  itemOf,
  linesOf,
  ODD_TEXTS,
  sha256,
  without,
} from './support.ts';

type Row = Record<string, unknown> & { file_name: string; lr_file_name?: string };

async function written(items: readonly ExportItem[]) {
  const path = join(await emptyFolder(), 'set');
  const summary = await exported(exportImageFolder, path, items);
  const files = await filesBelow(path);
  const parts: Record<string, Row[]> = {};
  for (const file of files.filter((name) => name.endsWith('metadata.jsonl'))) {
    parts[file.split('/')[0] as string] = (await linesOf(join(path, file))).map((line) => JSON.parse(line) as Row);
  }
  return { path, summary, files, parts };
}

const hashAt = async (...path: string[]) => sha256(await readFile(join(...path)));

test('each split is a folder of images and rows that name them', async () => {
  const splits = ['train', 'test', 'validation', 'train', null] as const;
  const items = splits.map((split, i) =>
    itemOf(i, { split, subset: i === 3 ? 'test/easy' : '', name: 'x', label: { focalLengthHr: 50, tags: ['a', 'b'] } }),
  );
  const { path, parts, files } = await written(items);
  expect(Object.keys(parts).sort()).toEqual(['all', 'test', 'train', 'validation']);
  const rows = [parts.train?.[0], parts.test?.[0], parts.validation?.[0], parts.train?.[1], parts.all?.[0]] as Row[];
  for (const [i, row] of rows.entries()) {
    const top = splits[i] ?? 'all';
    expect(await hashAt(path, top, row.file_name)).toBe(sha256(items[i]?.hr as Uint8Array));
    expect(await hashAt(path, top, row.lr_file_name as string)).toBe(sha256(items[i]?.lr as Uint8Array));
  }
  expect(rows[3]).toEqual({
    file_name: 'test/easy/hr/x.bmp',
    lr_file_name: 'test/easy/lr/x.bmp',
    text: 'text 3',
    transcribed: true,
    direction: null,
    difficulty: null,
    focal_length_lr: null,
    focal_length_hr: 50,
    illegible: false,
    status: 'new',
    notes: '',
    tags: '["a","b"]',
    photo: 'photo 0',
    subset: 'test/easy',
    name: 'x',
  });
  // Hugging Face tells splits by names of folders at any depth, so the card has to say which ones count.
  const card = await readFile(join(path, 'README.md'), 'utf8');
  expect([...card.matchAll(/split: (\w+)\n +path: (\S+)/g)].map(([, ...found]) => found)).toEqual([
    ['train', 'train/**'],
    ['test', 'test/**'],
    ['validation', 'validation/**'],
    ['train', 'all/**'],
  ]);
  expect(files).not.toContain('rows');
});

test('texts are exact, and nothing said differs from no text', async () => {
  const items = [null, ...ODD_TEXTS].map((transcription, i) =>
    itemOf(i, { label: { transcription, notes: transcription ?? '' } }),
  );
  const { parts } = await written(items);
  expect(parts.all?.map(({ text, transcribed, notes }) => [text, transcribed, notes])).toEqual(
    items.map(({ label }) => [label.transcription, label.transcription !== null, label.notes]),
  );
});

test('a column has one type in all splits, also where a split says nothing in it', async () => {
  const said = { transcription: 'x', direction: 'h', difficulty: 'easy', focalLengthHr: 24.5 } as const;
  const { path, parts } = await written([
    itemOf(1, { split: 'train', label: said }),
    itemOf(2, { split: 'train', label: { transcription: null, focalLengthHr: 50 } }),
    itemOf(3, { split: 'test', label: { transcription: null } }),
  ]);
  expect(parts.test?.[0]).toMatchObject({
    text: '',
    transcribed: false,
    direction: '',
    difficulty: '',
    focal_length_hr: 0,
  });
  expect(parts.train?.[1]).toMatchObject({ text: null, transcribed: false, direction: null, difficulty: null });
  expect([parts.test?.[0]?.focal_length_lr, parts.train?.[0]?.focal_length_lr]).toEqual([null, null]);
  const numbers = async (part: string) =>
    [...(await readFile(join(path, part, 'metadata.jsonl'), 'utf8')).matchAll(/"focal_length_hr":([^,]+)/g)].map(
      ([, number]) => number,
    );
  expect([await numbers('train'), await numbers('test')]).toEqual([['24.5', '50.0'], ['0.0']]);
});

test('single images make a set of their own and are left out beside pairs', async () => {
  const singles = [
    without(itemOf(1, { split: 'test' }), 'lr'),
    without(itemOf(2, { split: 'train', label: { direction: 'h' } }), 'hr'),
  ];
  const alone = await written(singles);
  expect(alone.summary).toEqual({ written: 2, leftOut: [] });
  expect(alone.parts.train?.[0]).not.toHaveProperty('lr_file_name');
  expect(await hashAt(alone.path, 'train', alone.parts.train?.[0]?.file_name as string)).toBe(
    sha256(singles[1]?.lr as Uint8Array),
  );

  const mixed = await written([...singles, itemOf(3, { split: 'train' }), without(itemOf(4), 'lr'), itemOf(5)]);
  expect(mixed.summary.written).toBe(2);
  expect(mixed.summary.leftOut.map(({ pairId }) => pairId)).toEqual([1, 2, 4]);
  expect(mixed.files).toEqual([
    'README.md',
    'all/hr/crop 5.bmp',
    'all/lr/crop 5.bmp',
    'all/metadata.jsonl',
    'train/hr/crop 3.bmp',
    'train/lr/crop 3.bmp',
    'train/metadata.jsonl',
  ]);
  expect(mixed.parts.train).toHaveLength(1);
});

test('is read again by the folder importer', async () => {
  const items = [
    itemOf(1, { subset: 'a', label: { direction: 'vn', difficulty: 'hard', focalLengthLr: 24, tags: [';'] } }),
    itemOf(2, { subset: 'b', name: 'crop 1', label: { transcription: null, illegible: true, status: 'done' } }),
    // In a part of their own, where '' and 0 stand for what nobody said, since others have it.
    itemOf(3, { subset: '', split: 'test', label: { transcription: null, direction: null, difficulty: null } }),
    itemOf(4, { subset: '', split: 'validation', label: { transcription: '', focalLengthHr: 50 } }),
  ];
  const { path } = await written(items);
  const again = await importedFrom(await openFolder(path));
  expect(again.skipped).toEqual([]);
  expect(inOrder(again.items.map(facts))).toEqual(inOrder(items.map(facts)));
});
