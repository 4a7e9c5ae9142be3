import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EMPTY_LABEL, type Label } from '../../../../electron/contract/label.ts';
import { exportPhotoJson } from '../../../../electron/core/export/photo-json.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import { openPhotoJson } from '../../../../electron/core/import/photo-json.ts';
import type { ImportItem } from '../../../../electron/core/db/dataset-item.ts';
import { encodePng } from '../../../../models/image/encode.ts';
import { noise } from '../../../models/image/noise.ts';
import {
  emptyFolder,
  exported,
  facts,
  filesBelow,
  importedFrom,
  inOrder,
  itemOf,
  ODD_TEXTS,
  without,
} from './support.ts';

interface Word extends Record<string, unknown> {
  position: { x: string; y: string }[];
}
type Photos = Record<string, Record<string, unknown> & { polygons: { wordRect: Word[] } }>;

const quad = (x: number, y: number) => [
  { x, y },
  { x: x + 20.5, y: y + 1 },
  { x: x + 20, y: y + 9 },
  { x, y: y + 8 },
];

/** Two photos, each with an LR partner, and pairs that were cut out of them. */
async function cutPairs(): Promise<{ folder: string; items: ExportItem[] }> {
  const folder = await emptyFolder();
  const photo = (width: number, seed: number) =>
    encodePng({ width, height: width / 2, data: noise((3 * width * width) / 2, seed) });
  await mkdir(join(folder, 'photos/a b'), { recursive: true });
  await mkdir(join(folder, 'photos/lr'));
  await writeFile(join(folder, 'photos/a b/1.png'), await photo(80, 1));
  await writeFile(join(folder, 'photos/lr/1.png'), await photo(40, 2));
  await writeFile(join(folder, 'photos/2.png'), await photo(80, 3));
  const json = [
    { file: 'a b/1.png', lr: 'lr/1.png', polygons: [{ points: quad(3, 4) }, { points: quad(30.25, 20) }] },
    { file: '2.png', polygons: [{ points: quad(5, 6) }] },
  ];
  await writeFile(join(folder, 'photos/source.json'), JSON.stringify(json));
  const { items, skipped } = await importedFrom(await openPhotoJson(join(folder, 'photos/source.json')));
  expect(skipped).toEqual([]);
  expect(items.map(({ lr }) => lr !== undefined)).toEqual([true, true, false]);
  return { folder, items: items.map(asExported) };
}

function asExported(item: ImportItem, i: number): ExportItem {
  const { name, subset, photo, lr, hr, origin, label } = item;
  const images = { ...(lr && { lr }), ...(hr && { hr }), ...(origin && { origin }) };
  const kept: Label = { ...EMPTY_LABEL, ...label };
  return { pairId: i + 1, name, subset, photo, split: null, difficultyProposed: null, ...images, label: kept };
}

const relabelled = (items: readonly ExportItem[], label: Partial<Label>): ExportItem[] =>
  items.map((item) => ({ ...item, label: { ...item.label, ...label } }));

async function written(path: string, items: readonly ExportItem[]) {
  const summary = await exported(exportPhotoJson, path, items);
  return { summary, photos: JSON.parse(await readFile(path, 'utf8')) as Photos };
}

test('photos are named relative to the file, with the corners and the label of each crop', async () => {
  const { folder, items } = await cutPairs();
  const label: Partial<Label> = {
    direction: 'vn',
    transcription: 'A"b\n',
    difficulty: 'hard',
    focalLengthLr: 1e-7,
    tags: ['t'],
  };
  const { photos, summary } = await written(join(folder, 'out.json'), relabelled(items, label));
  expect(summary).toEqual({ written: 3, leftOut: [] });
  expect(await filesBelow(folder)).toContain('out.json');
  expect(
    Object.values(photos).map(({ rawFilePath, rawFilename, lr_file_name }) => [rawFilePath, rawFilename, lr_file_name]),
  ).toEqual([
    ['photos/a b', '1.png', '../lr/1.png'],
    ['photos', '2.png', undefined],
  ]);
  const words = Object.values(photos).flatMap(({ polygons }) => polygons.wordRect);
  expect(words.map(({ position }) => position.map(({ x, y }) => ({ x: Number(x), y: Number(y) })))).toEqual([
    quad(3, 4),
    quad(30.25, 20),
    quad(5, 6),
  ]);
  expect(words[0]).toMatchObject({ type: 'vn', words: 'A"b\n', valid: 'true', difficulty: 'hard', name: '1-1' });
  expect(photos['0']?.sha256).toBe(items[0]?.origin?.hr?.photoSha256);
});

test('crops are cut again to the same bytes, with the same labels', async () => {
  const { folder, items } = await cutPairs();
  const labels: Partial<Label>[] = [
    { transcription: null, illegible: true, notes: 'n', tags: [';', 'ü'] },
    { direction: 'h', transcription: '', focalLengthHr: 1e-7, focalLengthLr: 50, status: 'reviewed' },
    ...ODD_TEXTS.map((text) => ({ transcription: text, notes: text })),
  ];
  for (const [i, label] of labels.entries()) {
    const path = join(folder, 'photos', `${i}.json`);
    const changed = relabelled(items, label);
    await written(path, changed.toReversed());
    const again = await importedFrom(await openPhotoJson(path));
    expect(again.skipped).toEqual([]);
    // The importer counts names anew.
    const unnamed = (list: readonly (ExportItem | ImportItem)[]) => list.map((item) => ({ ...facts(item), name: '' }));
    expect(inOrder(unnamed(again.items))).toEqual(inOrder(unnamed(changed)));
    expect(inOrder(again.items.map(({ origin }) => origin))).toEqual(inOrder(changed.map(({ origin }) => origin)));
  }
});

test('polygons of one photo stand together in whatever order pairs come', async () => {
  const { folder, items } = await cutPairs();
  const mixed = [items[0], items[2], items[1]] as ExportItem[];
  const { photos } = await written(join(folder, 'out.json'), mixed);
  expect(Object.values(photos).map(({ polygons }) => polygons.wordRect.length)).toEqual([2, 1]);
});

test('pairs that were not cut out of photos are left out with the reason', async () => {
  const { folder, items } = await cutPairs();
  const [cut] = items as [ExportItem];
  const hrOnly = cut.origin?.hr && { hr: cut.origin.hr };
  const { summary, photos } = await written(join(folder, 'out.json'), [
    itemOf(1),
    { ...cut, pairId: 2, ...(hrOnly && { origin: hrOnly }) },
    without({ ...cut, pairId: 3 }, 'hr'),
    { ...without({ ...cut, pairId: 4 }, 'lr'), ...(hrOnly && { origin: hrOnly }) },
  ]);
  expect(summary.written).toBe(1);
  expect(summary.leftOut.map(({ pairId, reason }) => [pairId, /HR|LR/.exec(reason)?.[0]])).toEqual([
    [1, 'HR'],
    [2, 'LR'],
    [3, 'HR'],
  ]);
  expect(photos['0']).not.toHaveProperty('lr_file_name');
  expect(await written(join(folder, 'none.json'), [])).toMatchObject({ photos: {} });
});
