import { expect, test } from 'vitest';
import { setLabel } from '../../../../../electron/core/annotate/labels.ts';
import { applySplit } from '../../../../../electron/core/split/apply.ts';
import { countExportItems, exportItems } from '../../../../../electron/core/db/queries/export-items.ts';
import type { ExportItem } from '../../../../../electron/core/db/dataset-item.ts';
import { addPairs, projectWith } from '../../annotate/project-fixture.ts';

test('gives pairs in id order with original bytes, the first label and where they came from', async () => {
  const origin = { hr: { photo: 'wall.jpg', photoSha256: 'ab', quad: [[0, 0]] } };
  const db = projectWith([
    { name: 'a', subset: 'easy', photo: 'wall', lr: 'LR bytes', hr: 'HR bytes', origin },
    { name: 'b', lr: null, hr: 'alone' },
    { name: 'c', label: { status: 'rejected' } },
  ]);
  setLabel(db, { annotator: 'Ann', pass: 1, pairIds: [1, 2], changes: { transcription: 'Pier', tags: ['dark'] } });
  setLabel(db, { annotator: 'Bo', pass: 2, pairIds: [1], changes: { transcription: 'Bier' } });
  applySplit(db, new Map([[1, 'test']]));
  const items: ExportItem[] = [];
  for await (const item of exportItems(db, { status: 'in-progress' })) items.push(item);
  expect(countExportItems(db, { status: 'in-progress' })).toBe(2);
  expect(items.map(({ pairId }) => pairId)).toEqual([1, 2]);
  const [first, second] = items;
  expect(first).toMatchObject({
    name: 'a',
    subset: 'easy',
    photo: 'wall',
    split: 'test',
    origin,
    difficultyProposed: null,
  });
  expect(first?.label).toMatchObject({ transcription: 'Pier', tags: ['dark'], status: 'in-progress' });
  expect([first?.lr, first?.hr].map((bytes) => Buffer.from(bytes ?? []).toString())).toEqual(['LR bytes', 'HR bytes']);
  expect(second).not.toHaveProperty('lr');
  expect(second).not.toHaveProperty('origin');
});

test('goes on over many pages while others write', async () => {
  const db = projectWith([]);
  db.transaction(() =>
    addPairs(
      db,
      Array.from({ length: 450 }, () => ({})),
    ),
  )();
  const ids: number[] = [];
  for await (const { pairId } of exportItems(db, { unlabelled: true })) {
    ids.push(pairId);
    setLabel(db, { annotator: 'Ann', pass: 1, pairIds: [pairId], changes: { transcription: 'x' } });
  }
  expect(ids).toEqual(Array.from({ length: 450 }, (_, i) => i + 1));
});
