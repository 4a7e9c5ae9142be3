import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importInto } from '../../../../../electron/core/import/run-import.ts';
import { importRecords } from '../../../../../electron/core/db/queries/import-sources.ts';
import { createProject } from '../../../../../electron/core/project/create.ts';
import { openProject, type Project } from '../../../../../electron/core/project/project.ts';
import { contentOf } from './content.ts';
import { sourceOf } from './generated-source.ts';

const KILLS = 24;
const COUNT = 500;
const BATCH = 4;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Lets a process import and kills it a moment after it has said so many lines: one at the start, one for each batch. */
async function importAndKill(project: string, lines: number): Promise<{ killed: boolean; errors: string }> {
  const script = fileURLToPath(new URL('import-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, project, String(COUNT), String(BATCH)]);
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = once(child, 'exit');
  let said = 0;
  createInterface(child.stdout).on('line', () => said++);
  while (said < lines && child.exitCode === null) await setTimeout(1);
  await setTimeout(Math.random() * 20);
  child.kill('SIGKILL');
  const [, signal] = (await ended) as [number | null, string | null];
  return { killed: signal === 'SIGKILL', errors };
}

/** A killed import left whole batches only, and its counts say which. */
async function expectWholeBatches(project: Project): Promise<void> {
  expect(await project.check()).toMatchObject({ ok: true, faults: [], notes: [] });
  const [record] = importRecords(project.db);
  if (!record) return; // killed before the first batch
  const done = record.cursor === null ? 0 : Number(record.cursor) + 1;
  expect(record.imported + record.known + record.skipped).toBe(done);
  if (done < COUNT) expect(done % BATCH).toBe(0);
  const rows = (table: string) => project.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  expect([rows('pair'), rows('label'), rows('label_event')]).toEqual(Array(3).fill(record.imported));
  expect([rows('known_item'), rows('skipped_item')]).toEqual([record.known, record.skipped]);
  expect(rows('image_bytes')).toBe(rows('image'));
}

test(`killed ${KILLS} times at any moment, an import goes on to exactly what an uninterrupted one gives`, async () => {
  const whole = await createProject(join(folder, 'whole'), { program: 'test' });
  await importInto(whole, sourceOf(COUNT), { batch: { items: BATCH } });
  const content = contentOf(whole.db);
  await whole.close();

  let midway = 0;
  for (let round = 0, kills = 0; kills < KILLS; round++) {
    const path = join(folder, `round-${round}`);
    await (await createProject(path, { program: 'test' })).close();
    for (let finished = false; !finished && kills < KILLS; kills++) {
      const { killed, errors } = await importAndKill(path, 1 + Math.floor(Math.random() * 80));
      expect(errors).toBe('');
      const project = await openProject(path, { program: 'test' });
      expect(project.readOnly).toBeUndefined();
      await expectWholeBatches(project);
      const [record] = importRecords(project.db);
      finished = record?.finishedAt != null;
      if (!finished) expect([killed, project.uncleanExit]).toEqual([true, true]);
      if (!finished && record?.cursor != null) midway++;
      await project.close();
    }
    const project = await openProject(path, { program: 'test' });
    await importInto(project, sourceOf(COUNT), { batch: { items: BATCH } });
    expect(contentOf(project.db)).toEqual(content);
    await project.close();
  }
  expect(midway).toBeGreaterThan(0);
});
