import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportProgress } from '../../../../../electron/contract/project.ts';
import { importInto } from '../../../../../electron/core/import/run-import.ts';
import type { ImportItem, ImportStep } from '../../../../../electron/core/db/dataset-item.ts';
import { importRecords, knownItems, skippedItems } from '../../../../../electron/core/db/queries/import-sources.ts';
import { createProject } from '../../../../../electron/core/project/create.ts';
import type { Project } from '../../../../../electron/core/project/project.ts';
import { contentOf } from './content.ts';
import { bmp, damagedBmp, sourceOf } from './generated-source.ts';
import { Problem } from '../../../../../models/base/problem.ts';

let folder: string;
let project: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  project = await createProject(join(folder, 'project'), { program: 'test' });
});
afterEach(async () => {
  await project.close();
  await rm(folder, { recursive: true });
});

const stepsOf =
  (items: Partial<ImportItem>[]) =>
  (i: number): ImportStep => ({
    cursor: String(i),
    item: { key: `k${i}`, name: `n${i}`, subset: '', photo: `p${i}`, label: {}, ...items[i] },
  });

function sourceOfItems(items: Partial<ImportItem>[], location = '/items') {
  return sourceOf(items.length, { location, step: stepsOf(items) });
}

describe('what an import writes', () => {
  test('keeps the bytes as they came, with their size, format and SHA-256', async () => {
    const [lr, hr] = [bmp(1), bmp(2, 24, 12)];
    await importInto(project, sourceOfItems([{ lr, hr }]));
    const rows = project.db
      .prepare<[], { sha256: Buffer; format: string; width: number; height: number; size: number; bytes: Buffer }>(
        'SELECT image.*, bytes FROM image JOIN image_bytes ON image_id = image.id ORDER BY image.id',
      )
      .all();
    expect(rows.map(({ format, width, height }) => ({ format, width, height }))).toEqual([
      { format: 'bmp', width: 12, height: 6 },
      { format: 'bmp', width: 24, height: 12 },
    ]);
    for (const [i, image] of [lr, hr].entries()) {
      expect(rows[i]?.bytes.equals(image)).toBe(true);
      expect(rows[i]?.size).toBe(image.length);
      expect(rows[i]?.sha256.equals(createHash('sha256').update(image).digest())).toBe(true);
    }
  });

  test('records the label as an event, as the current value, among tags and in the search index', async () => {
    const label = { direction: 'vn', transcription: 'cafe\u0301', tags: ['a', 'a', 'b'], focalLengthLr: 35 } as const;
    const item = { hr: bmp(1), label: { ...label, tags: [...label.tags] }, proposed: { direction: 'h' as const } };
    await importInto(project, sourceOfItems([item]), { annotator: 'Ada' });
    const { db } = project;
    expect(db.prepare('SELECT direction, transcription, tags, focal_length_lr, status FROM label').all()).toEqual([
      { direction: 'vn', transcription: 'caf\u00e9', tags: '["a","b"]', focal_length_lr: 35, status: 'new' },
    ]);
    const event = db
      .prepare<[], { kind: string; before: string; after: string; name: string }>(
        'SELECT kind, before, after, annotator.name FROM label_event JOIN annotator ON annotator.id = annotator_id',
      )
      .get();
    expect(event).toMatchObject({ kind: 'import', name: 'Ada' });
    expect(JSON.parse(event?.after ?? '')).toEqual({
      direction: 'vn',
      transcription: 'caf\u00e9',
      tags: ['a', 'b'],
      focalLengthLr: 35,
    });
    expect(JSON.parse(event?.before ?? '')).toEqual({
      direction: null,
      transcription: null,
      tags: [],
      focalLengthLr: null,
    });
    expect(db.prepare('SELECT tag FROM label_tag ORDER BY tag').pluck().all()).toEqual(['a', 'b']);
    const search = db.prepare('SELECT rowid FROM transcription_search WHERE transcription_search MATCH ?').pluck();
    expect(search.all('"caf\u00e9"')).toEqual([1]);
    expect(db.prepare('SELECT direction_proposed FROM pair').pluck().get()).toBe('h');
  });

  test('gives a pair of which the source says nothing a label and an event, too', async () => {
    await importInto(project, sourceOfItems([{ hr: bmp(1) }]));
    expect(project.db.prepare('SELECT status, transcription FROM label').all()).toEqual([
      { status: 'new', transcription: null },
    ]);
    expect(project.db.prepare('SELECT before, after FROM label_event').all()).toEqual([{ before: '{}', after: '{}' }]);
  });

  test('keeps crops of one photo together, also over two imports of one place', async () => {
    const items = [
      { hr: bmp(1), photo: 'a' },
      { hr: bmp(2), photo: 'a' },
      { hr: bmp(3), photo: 'b' },
    ];
    await importInto(project, sourceOfItems(items.slice(0, 1), '/place'));
    await importInto(project, sourceOfItems(items, '/place'));
    await importInto(project, sourceOfItems([{ hr: bmp(9), photo: 'a' }], '/elsewhere'));
    expect(project.db.prepare('SELECT photo_id FROM pair ORDER BY id').pluck().all()).toEqual([1, 1, 2, 3]);
  });
});

describe('what the project already has', () => {
  test('is known, once for the same bytes however often they come', async () => {
    const pair = { lr: bmp(1), hr: bmp(2) };
    const first = await importInto(project, sourceOfItems([pair, pair], '/one'));
    expect(first).toMatchObject({ state: 'finished', imported: 1, known: 1, skipped: 0 });
    const second = await importInto(project, sourceOfItems([pair], '/two'));
    expect(second).toMatchObject({ imported: 0, known: 1 });
    expect(knownItems(project.db, second.sourceId)).toEqual([{ key: 'k0', pairId: 1, name: 'n0', difference: {} }]);
    expect(project.db.prepare('SELECT count(*) FROM image').pluck().get()).toBe(2);
  });

  test('is another pair where one of the two images is another', async () => {
    const [a, b, c] = [bmp(1), bmp(2), bmp(3)];
    const report = await importInto(project, sourceOfItems([{ lr: a, hr: b }, { lr: c, hr: b }, { hr: b }, { lr: b }]));
    expect(report).toMatchObject({ imported: 4, known: 0 });
    expect(project.db.prepare('SELECT count(*) FROM image').pluck().get()).toBe(3);
  });

  test('adds nothing when a finished source comes again', async () => {
    const first = await importInto(project, sourceOf(60));
    const content = contentOf(project.db);
    const again = await importInto(project, sourceOf(60));
    expect(first.imported).toBeGreaterThan(0);
    expect(again).toEqual({ ...first, before: 60, imported: 0, known: first.imported + first.known });
    expect(contentOf(project.db)).toEqual(content);
  });

  test('keeps its label, and the difference is reported', async () => {
    const hr = bmp(1);
    await importInto(project, sourceOfItems([{ hr, label: { transcription: 'old', direction: 'h', tags: ['a'] } }]));
    const label = { transcription: 'new', direction: 'h' as const, tags: ['b'] };
    const report = await importInto(project, sourceOfItems([{ hr, label }, { hr }], '/two'));
    expect(report).toMatchObject({ imported: 0, known: 2 });
    expect(project.db.prepare('SELECT transcription FROM label').pluck().all()).toEqual(['old']);
    const [differing, ...others] = knownItems(project.db, report.sourceId, { differing: true });
    expect(differing).toEqual({ key: 'k0', pairId: 1, name: 'n0', difference: { transcription: 'new', tags: ['b'] } });
    expect(others).toEqual([]);
  });
});

describe('what cannot be taken', () => {
  test('is counted apart from remarks, which cost no item', async () => {
    const problem = new Problem('label-file-faulty', { subject: 'Line 7', what: 'is broken' }).toData();
    const items = stepsOf([{ hr: bmp(1) }, {}, { hr: bmp(2) }]);
    const step = (i: number): ImportStep =>
      i < 2 ? { cursor: String(i), skipped: { key: `line ${i}`, problem, remark: true } } : items(i - 2);
    const seen: ImportProgress[] = [];
    const report = await importInto(project, sourceOf(5, { step }), { onProgress: (counts) => seen.push(counts) });
    expect(report).toMatchObject({ imported: 2, known: 0, skipped: 1, remarks: 2 });
    expect(seen.at(-1)).toEqual({ imported: 2, known: 0, skipped: 1, remarks: 2, of: 5 });
    expect(skippedItems(project.db, report.sourceId)).toHaveLength(3);
  });

  test('is skipped with its reason, and the rest goes on', async () => {
    const good = bmp(1);
    const report = await importInto(
      project,
      sourceOfItems([
        { lr: damagedBmp(1), hr: good },
        { lr: good, hr: new Uint8Array() },
        { hr: new TextEncoder().encode('%PDF-1.7') },
        {},
        { hr: good, label: { focalLengthHr: -3 } },
        { hr: good, label: { transcription: 'x'.repeat(10_001) } },
        { hr: good, label: { transcription: 'a\ud800' } },
        { hr: good },
      ]),
    );
    expect(report).toMatchObject({ imported: 1, known: 0, skipped: 7 });
    const skipped = skippedItems(project.db, report.sourceId);
    expect(skipped.map(({ key, problem }) => [key, problem.code])).toEqual([
      ['k0', 'image-damaged'],
      ['k1', 'empty-file'],
      ['k2', 'not-an-image'],
      ['k3', 'bad-argument'],
      ['k4', 'bad-argument'],
      ['k5', 'bad-argument'],
      ['k6', 'bad-argument'],
    ]);
    expect(skipped[0]?.problem.sentence).toMatch(/^k0 \(low resolution\) is a damaged/);
    expect(skipped[4]?.problem.sentence).toMatch(/k4.*focalLengthHr/);
    expect(project.db.prepare('SELECT count(*) FROM image').pluck().get()).toBe(1);
    expect(project.db.prepare('SELECT source_key FROM pair').pluck().all()).toEqual(['k7']);
  });

  test('is listed page by page, each item once', async () => {
    const report = await importInto(project, sourceOf(200));
    const keys: string[] = [];
    for (;;) {
      const page = skippedItems(project.db, report.sourceId, { after: keys.at(-1) ?? '', limit: 7 });
      keys.push(...page.map(({ key }) => key));
      if (page.length < 7) break;
    }
    expect(keys).toHaveLength(report.skipped);
    expect(new Set(keys).size).toBe(report.skipped);
  });

  test('ends the import when the source itself fails, after keeping what came before', async () => {
    const broken = { ...sourceOf(50), fingerprint: 'x' };
    const steps = broken.steps.bind(broken);
    broken.steps = async function* (after) {
      for await (const step of steps(after)) {
        if (step.cursor === '33') throw new RangeError('page 7 is cut off');
        yield step;
      }
    };
    await expect(importInto(project, broken, { batch: { items: 10 } })).rejects.toThrow('page 7 is cut off');
    expect(importRecords(project.db)[0]).toMatchObject({ cursor: '32', finishedAt: null });
    const report = await importInto(project, { ...sourceOf(50), fingerprint: 'x' }, { batch: { items: 10 } });
    expect(report).toMatchObject({ state: 'finished', before: 33 });
  });
});

describe('progress, cancelling, resuming', () => {
  test('every batch is told, and adds up', async () => {
    const seen: ImportProgress[] = [];
    const report = await importInto(project, sourceOf(95), {
      batch: { items: 20 },
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.map(({ imported, known, skipped }) => imported + known + skipped)).toEqual([20, 40, 60, 80, 95]);
    expect(seen.at(-1)).toEqual({
      imported: report.imported,
      known: report.known,
      skipped: report.skipped,
      remarks: report.remarks,
      of: 95,
    });
  });

  test('batches are cut by bytes, too', async () => {
    let batches = 0;
    const size = bmp(1).length;
    const items = Array.from({ length: 9 }, (_, i) => ({ hr: bmp(i) }));
    const onProgress = () => batches++;
    await importInto(project, sourceOfItems(items), { batch: { bytes: 3 * size }, onProgress });
    expect(batches).toBe(3);
  });

  test('cancelled after a batch, it goes on to exactly what an uninterrupted import gives', async () => {
    const stop = new AbortController();
    const options = { batch: { items: 25 } };
    const cancelled = await importInto(project, sourceOf(150), {
      ...options,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(cancelled).toMatchObject({ state: 'cancelled' });
    expect(importRecords(project.db)[0]).toMatchObject({ cursor: '24', finishedAt: null });
    const resumed = await importInto(project, sourceOf(150), options);
    expect(resumed).toMatchObject({ state: 'finished', before: 25 });

    const whole = await createProject(join(folder, 'whole'), { program: 'test' });
    await importInto(whole, sourceOf(150), options);
    expect(contentOf(project.db)).toEqual(contentOf(whole.db));
    await whole.close();
  });

  test('is not resumed into a source whose content has changed', async () => {
    const stop = new AbortController();
    await importInto(project, sourceOf(30), {
      batch: { items: 10 },
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    const report = await importInto(project, { ...sourceOf(30), fingerprint: 'changed' });
    expect(report).toMatchObject({ before: 0, state: 'finished' });
    expect(report.imported + report.known + report.skipped).toBe(30);
    expect(importRecords(project.db).map(({ finishedAt }) => finishedAt === null)).toEqual([true, false]);
  });

  test('leaves a project that passes its own check', async () => {
    await importInto(project, sourceOf(200));
    expect(await project.check()).toMatchObject({ ok: true, faults: [] });
  });
});
