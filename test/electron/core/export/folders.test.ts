import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Label } from '../../../../electron/contract/label.ts';
import { exportFolders } from '../../../../electron/core/export/folders.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import { openFolder } from '../../../../electron/core/import/folder.ts';
import { encodePng } from '../../../../models/image/encode.ts';
import { readTable } from './csv-reader.ts';
import {
  emptyFolder,
  exported,
  facts,
  filesBelow,
  importedFrom,
  inOrder,
  itemOf,
  ODD_NAMES,
  ODD_TEXTS,
  sha256,
  without,
} from './support.ts';

async function written(items: readonly ExportItem[]) {
  const path = join(await emptyFolder(), 'set');
  const summary = await exported(exportFolders, path, items);
  const table = readTable(await readFile(join(path, 'labels.csv'), 'utf8'));
  return { path, summary, table, files: await filesBelow(path) };
}

async function expectSameAgain(path: string, items: readonly ExportItem[]) {
  const again = await importedFrom(await openFolder(path));
  expect(again.skipped).toEqual([]);
  expect(inOrder(again.items.map(facts))).toEqual(inOrder(items.map(facts)));
}

describe('the table', () => {
  test('says exactly what the labels say', async () => {
    const items = ODD_TEXTS.map((text, i) =>
      itemOf(i, {
        photo: `p${text}`,
        split: 'test',
        label: { transcription: text, notes: text, tags: text ? [text] : [] },
      }),
    );
    const { table } = await written(items);
    expect(
      table.map((row) => [row.transcription, row.notes, JSON.parse(row.tags ?? '[]') as unknown, row.photo]),
    ).toEqual(items.map(({ label, photo }) => [label.transcription, label.notes || null, label.tags, photo]));
    expect(new Set(table.map(({ split }) => split))).toEqual(new Set(['test']));
  });

  test('keeps what nobody said apart from no text', async () => {
    const { table } = await written([
      itemOf(1, { label: { transcription: null } }),
      itemOf(2, { label: { transcription: '' } }),
      itemOf(3, {
        label: {
          direction: 'vn',
          difficulty: 'hard',
          focalLengthLr: 1e-7,
          focalLengthHr: 24.5,
          illegible: true,
          status: 'in-progress',
        },
      }),
    ]);
    expect(table.map(({ transcription }) => transcription)).toEqual([null, '', 'text 3']);
    expect(table[0]).toMatchObject({ direction: null, difficulty: null, focal_length_lr: null, illegible: 'false' });
    expect(table[2]).toMatchObject({
      direction: 'vn',
      difficulty: 'hard',
      focal_length_lr: '0.0000001',
      focal_length_hr: '24.5',
      illegible: 'true',
      status: 'in-progress',
    });
  });
});

describe('the files', () => {
  test('are the original bytes, under an ending by content, where the table says', async () => {
    const png = await encodePng({ width: 2, height: 1, data: new Uint8Array(6) });
    const items = [
      itemOf(1, { name: 'Regent St.', subset: 'easy', lr: png }),
      itemOf(2, { name: 'b', subset: 'easy/night' }),
      without(itemOf(3, { name: 'c' }), 'lr'),
      without(itemOf(4, { name: 'd' }), 'hr'),
    ];
    const { path, files, table } = await written(items);
    expect(files).toEqual([
      'easy/hr/Regent St.bmp',
      'easy/lr/Regent St.png',
      'easy/night/hr/b.bmp',
      'easy/night/lr/b.bmp',
      'hr/c.bmp',
      'labels.csv',
      'lr/d.bmp',
    ]);
    for (const [i, { lr, hr }] of items.entries()) {
      for (const [column, bytes] of [
        ['lr_file', lr],
        ['file', hr],
      ] as const) {
        const file = table[i]?.[column] ?? null;
        expect(file === null).toBe(bytes === undefined);
        if (file !== null && bytes) expect(sha256(await readFile(join(path, file)))).toBe(sha256(bytes));
      }
    }
    await expectSameAgain(path, items);
  });

  test('have names that every disk takes, whatever the pairs and subsets are called', async () => {
    const items = ODD_NAMES.flatMap((name, i) => [
      itemOf(2 * i, { name, subset: '' }),
      itemOf(2 * i + 1, { name: 'same', subset: name }),
    ]);
    const { path, files, summary } = await written(items);
    expect(summary).toEqual({ written: items.length, leftOut: [] });
    expect(files).toHaveLength(2 * items.length + 1);
    expect(new Set(files.map((file) => file.normalize('NFKD').toLowerCase())).size).toBe(files.length);
    for (const part of files.flatMap((file) => file.split('/'))) {
      expect(part).not.toMatch(/^\.|[. ]$|^\s|[<>:"\\|?*\p{Cc}\u202e]/u);
      expect(part).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i);
      expect(Buffer.byteLength(part)).toBeLessThan(200);
    }
    for (const name of ['caf\u00e9', '-rf', '👍🏽', 'labels.csv', 'x']) {
      expect(files.some((file) => posix.basename(file) === `${name}.bmp`)).toBe(true);
    }
    const again = await importedFrom(await openFolder(path));
    expect(again.skipped).toEqual([]);
    const known = items.filter(({ name }) => name !== '');
    const pictures = (list: readonly { hr?: Uint8Array }[]) => list.map(({ hr }) => sha256(hr as Uint8Array)).sort();
    expect(pictures(again.items)).toEqual(pictures(items));
    const names = (list: readonly { name: string; subset: string }[]) =>
      list.map(({ name, subset }) => JSON.stringify([name.normalize('NFC'), subset])).sort();
    expect(names(again.items)).toEqual(expect.arrayContaining(names(known)));
  });

  test('leave out what is no picture, what has half a character and what has no image', async () => {
    const { summary, files } = await written([
      itemOf(1, { hr: Buffer.from('%PDF-1.7') }),
      itemOf(2, { label: { notes: '\uD83D' } }),
      without(without(itemOf(3), 'lr'), 'hr'),
      itemOf(4),
    ]);
    expect(summary.written).toBe(1);
    expect(summary.leftOut.map(({ pairId, reason }) => [pairId, /PDF|notes|no image/.exec(reason)?.[0]])).toEqual([
      [1, 'PDF'],
      [2, 'notes'],
      [3, 'no image'],
    ]);
    expect(files).toEqual(['hr/crop 4.bmp', 'labels.csv', 'lr/crop 4.bmp']);
  });
});

test('export and import again lose nothing of any label', async () => {
  // No label holds NUL.
  const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength }).filter((drawn) => !drawn.includes('\0'));
  const focal = fc.option(fc.double({ min: 1e-9, max: 10_000, noNaN: true }));
  const label: fc.Arbitrary<Label> = fc.record({
    direction: fc.constantFrom(null, 'h', 'vp', 'vn', 'td'),
    transcription: fc.option(fc.oneof(text(40), fc.constantFrom(...ODD_TEXTS)).map((drawn) => drawn.normalize('NFC'))),
    illegible: fc.boolean(),
    difficulty: fc.constantFrom(null, 'easy', 'medium', 'hard'),
    focalLengthLr: focal,
    focalLengthHr: focal,
    notes: fc.oneof(text(100), fc.constantFrom(...ODD_TEXTS)),
    tags: fc.array(text(20).filter(Boolean), { maxLength: 4 }),
    status: fc.constantFrom('new', 'in-progress', 'done', 'reviewed', 'rejected'),
  });
  const place = fc.oneof(text(12), fc.constantFrom(...ODD_NAMES));
  const item = fc.record({
    label,
    subset: place,
    name: place.map((drawn) => drawn.normalize('NFC') || 'n'),
    photo: text(12).map((drawn) => drawn || 'p'),
    sides: fc.constantFrom('both', 'lr', 'hr'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 10 }), async (drawn) => {
      const items = drawn.map(({ sides, ...more }, i) => {
        const whole = itemOf(i + 1, more);
        return sides === 'both' ? whole : without(whole, sides === 'lr' ? 'hr' : 'lr');
      });
      const { path, summary } = await written(items);
      expect(summary).toEqual({ written: items.length, leftOut: [] });
      await expectSameAgain(path, items);
    }),
    { numRuns: 60, seed: 5 },
  );
});

describe('for spreadsheets', () => {
  const FORMULAS = ['=1+1', '+1', '-2', '@SUM(A1)', '\t=1', '\r=1', "'=1", "''+x", '＝1', "'t Hooft", 'a=b', ''];
  const items = FORMULAS.map((text, i) =>
    itemOf(i, {
      name: `=${i}`,
      subset: '-s',
      photo: `@${i}`,
      label: { transcription: text, notes: text, tags: [`=${i}`] },
    }),
  );
  const safe: typeof exportFolders = (destination, all, options) =>
    exportFolders(destination, all, { ...options, forSpreadsheets: true });

  test('no cell is a formula, and an import brings the texts as they were', async () => {
    const path = join(await emptyFolder(), 'set');
    await exported(safe, path, items);
    const table = readTable(await readFile(join(path, 'labels.csv'), 'utf8'));
    for (const row of table) {
      for (const cell of Object.values(row)) expect(cell ?? '').not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    }
    expect(table.map(({ transcription }) => transcription)).toContain("'=1+1");
    await expectSameAgain(path, items);
  });

  test('without asking, texts are written as they are', async () => {
    const { table } = await written(items);
    expect(table.map(({ transcription }) => transcription)).toEqual(FORMULAS);
  });
});
