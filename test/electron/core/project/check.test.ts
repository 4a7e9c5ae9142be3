import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importInto } from '../../../../electron/core/import/run-import.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import type { Project } from '../../../../electron/core/project/project.ts';
import type { ImportStep } from '../../../../electron/core/db/dataset-item.ts';
import { bmp, sourceOf } from '../import/job/generated-source.ts';

let folder: string;
let project: Project;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  project = await createProject(join(folder, 'project'), { program: 'test' });
  await importInto(project, sourceOf(40));
});
afterEach(async () => {
  await project.close();
  await rm(folder, { recursive: true });
});

const images = () => project.db.prepare('SELECT count(*) FROM image').pluck().get();

describe('check', () => {
  test('looks at every image and finds a sound project sound', async () => {
    const report = await project.check();
    expect(report).toEqual({ ok: true, faults: [], notes: [], imagesChecked: images() });
  });

  test.each([
    [
      'a changed byte of an image',
      "UPDATE image_bytes SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'00' AS BLOB) WHERE image_id = 3",
      /^Image 3 does not have the bytes of its SHA-256/,
    ],
    [
      'a shortened image',
      'UPDATE image_bytes SET bytes = substr(bytes, 2) WHERE image_id = 3',
      /^Image 3 has \d+ bytes instead of/,
    ],
    ['a lost image', 'DELETE FROM image_bytes WHERE image_id = 3', /^Image 3 has lost its bytes/],
    [
      'a label that was changed past the history',
      "UPDATE label SET transcription = 'other' WHERE pair_id = 3",
      /label of pair 3, pass 1/,
    ],
    ['a tag that no label has', "INSERT INTO label_tag (tag, pair_id) VALUES ('stray', 3)", /label of pair 3, pass 1/],
    ['a dangling reference', "INSERT INTO photo (source_id, key) VALUES (99, 'x')", /photo row \d+ → source/],
  ] as const)('finds %s', async (_, sql, sentence) => {
    project.db.pragma('foreign_keys = OFF');
    project.db.exec(sql);
    const { ok, faults } = await project.check();
    expect(ok).toBe(false);
    expect(faults.map(({ problem }) => problem.sentence)).toEqual([expect.stringMatching(sentence)]);
  });

  test.each([
    ['an event that is no JSON', `UPDATE label_event SET after = '{"trans' WHERE pair_id = 3`],
    ['an event of another kind', "UPDATE label_event SET before = '[7]' WHERE pair_id = 3"],
    ['an event of nothing', "UPDATE label_event SET after = 'null' WHERE pair_id = 3"],
    ['an event whose tags are none', `UPDATE label_event SET after = '{"tags":5}' WHERE pair_id = 3`],
    ['tags that are no JSON', "UPDATE label SET tags = 'x[' WHERE pair_id = 3"],
    ['tags that are no list', "UPDATE label SET tags = '5' WHERE pair_id = 3"],
  ])('finds %s, and looks at the rest', async (_, sql) => {
    // As damage does it, which heeds no rule.
    project.db.pragma('ignore_check_constraints = ON');
    project.db.exec('DROP TRIGGER label_event_fixed');
    project.db.exec(sql);
    project.db.exec("UPDATE label SET transcription = 'other' WHERE pair_id = 5");
    const { ok, faults } = await project.check();
    expect(ok).toBe(false);
    expect(faults.filter(({ check }) => check === 'labels').map(({ problem }) => problem.sentence)).toEqual([
      expect.stringMatching(/label of pair 3, pass 1/),
      expect.stringMatching(/label of pair 5, pass 1/),
    ]);
  });

  test('notes images that no pair shows, which is no fault', async () => {
    project.write((db) =>
      db.exec(
        "INSERT INTO image (sha256, format, width, height, size) VALUES (x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'png', 1, 1, 0); INSERT INTO image_bytes VALUES (last_insert_rowid(), x'')",
      ),
    );
    const report = await project.check();
    expect(report).toMatchObject({
      ok: true,
      notes: [{ check: 'orphans', problem: { sentence: '1 images belong to no pair.' } }],
    });
  });

  test('notes pairs whose sides may be exchanged, which is no fault', async () => {
    const step = (i: number): ImportStep => ({
      cursor: String(i),
      item: {
        key: `k${i}`,
        name: `n${i}`,
        subset: '',
        photo: `p${i}`,
        label: {},
        lr: bmp(900 + i, 24, 12),
        hr: bmp(950 + i),
      },
    });
    await importInto(project, sourceOf(2, { location: '/exchanged', step }));
    const { ok, notes } = await project.check();
    expect(ok).toBe(true);
    expect(notes).toEqual([
      {
        check: 'sides',
        problem: expect.objectContaining({
          sentence: expect.stringMatching(/^2 pairs .* pair \d+ the first; the sides may be exchanged/) as string,
        }) as object,
      },
    ]);
  });
});
