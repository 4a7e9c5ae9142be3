import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { getLabel, setLabel } from '../../../../electron/core/annotate/labels.ts';
import { undo } from '../../../../electron/core/annotate/undo.ts';
import { openSource } from '../../../../electron/core/import/open-source.ts';
import { importInto } from '../../../../electron/core/import/run-import.ts';
import { listBackups } from '../../../../electron/core/project/backup-files.ts';
import { isProven, proveBackups } from '../../../../electron/core/project/backup-proof.ts';
import { backupIfDue } from '../../../../electron/core/project/backups.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { openProject, type Project } from '../../../../electron/core/project/project.ts';
import { backupFacts, restoreProject } from '../../../../electron/core/project/restore.ts';
import type { StudioClient } from '../../../../electron/core/service/studio.ts';
import { testStudio } from '../service/test-studio.ts';

const DEMO = fileURLToPath(new URL('../../../../resources/demo', import.meta.url));
const DAY = 24 * 60 * 60 * 1000;
const day = (n: number) => new Date(Date.parse('2026-03-01T08:00:00Z') + n * DAY);
const anna = { annotator: 'Anna', pass: 1 } as const;

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'palimpsest-restore-')), 'project');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const say = ({ db }: Project, pairId: number, transcription: string) =>
  setLabel(db, { ...anna, pairIds: [pairId], changes: { transcription } });

/** Changes bytes in the middle of a file, as a bad disk does. */
async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0x5a, at + 8, at + 200);
  await writeFile(path, bytes);
}

/** The 24 pairs of the sample set, the third of which says "Bakery". */
async function projectWithPairs(): Promise<Project> {
  const project = await createProject(folder, { program: 'test' });
  const source = await openSource(DEMO);
  await importInto(project, source);
  await source.close();
  return project;
}

async function importDemo(client: StudioClient): Promise<void> {
  const events = await client.imports.run({ source: DEMO });
  while (!(await events.next()).done);
}

describe('a backup is made', () => {
  test('after the first import, and checked in full', async () => {
    const { client, close } = testStudio('test', 'server');
    await client.project.create({ folder });
    await importDemo(client);
    await vi.waitFor(async () => expect(await backupFacts(folder)).toHaveLength(2), { timeout: 20_000, interval: 100 });
    const [newest] = await backupFacts(folder);
    expect(newest).toMatchObject({ state: 'proven', contents: { pairs: 24 }, fault: null });
    await close();
  });

  test('after many label actions, and at close when anything changed', async () => {
    const project = await projectWithPairs();
    const schedule = { interval: DAY, keep: 10, edits: 5 };
    expect(await backupIfDue(project, day(0), schedule)).toBeDefined();
    for (let n = 1; n < 5; n++) say(project, n, `text ${n}`);
    expect(await backupIfDue(project, day(0.1), schedule)).toBeUndefined();
    say(project, 5, 'text 5');
    expect(await backupIfDue(project, day(0.2), schedule)).toBeDefined();
    expect(await backupIfDue(project, day(0.3), schedule, { closing: true })).toBeUndefined();
    say(project, 6, 'text 6');
    expect(await backupIfDue(project, day(0.4), schedule, { closing: true })).toBeDefined();
    await project.close();
  });
});

describe('checked backups', () => {
  test('damage that page checks do not see is found, and the last proven one outlives any number of damaged ones', async () => {
    const project = await projectWithPairs();
    await backupIfDue(project, day(0));
    await proveBackups(folder, undefined);
    const [good] = await listBackups(folder);
    project.db.prepare("UPDATE image_bytes SET bytes = x'00' WHERE image_id = 1").run();
    for (let n = 1; n <= 5; n++) {
      await backupIfDue(project, day(n), { interval: DAY, keep: 3, edits: 1000 });
      await proveBackups(folder, undefined);
    }
    const facts = await backupFacts(folder);
    expect(facts.map(({ state }) => state)).toEqual(['damaged', 'damaged', 'damaged', 'proven']);
    expect(facts[0]?.fault?.sentence).toMatch(/^Image 1 /);
    expect(facts.at(-1)?.name).toBe(basename(good?.path ?? ''));
    await project.close();
  });

  test('one that is changed after its check is checked again', async () => {
    const project = await projectWithPairs();
    const path = (await backupIfDue(project, day(0))) ?? '';
    await proveBackups(folder, undefined);
    expect(await isProven({ path })).toBe(true);
    await utimes(path, 1, 1);
    expect(await isProven({ path })).toBe(false);
    await damage(path);
    expect((await backupFacts(folder))[0]?.state).toBe('damaged');
    await expect(restoreProject(folder, basename(path), 'test')).rejects.toMatchObject({ code: 'in-use' });
    await project.close();
    await expect(restoreProject(folder, basename(path), 'test')).rejects.toMatchObject({ code: 'file-damaged' });
  });

  test('the journal is kept until two of them cover it', async () => {
    const project = await projectWithPairs();
    const files = () => readdir(layoutOf(folder).journal);
    const next = async (n: number) => {
      say(project, 1, `text ${n}`);
      await backupIfDue(project, day(n));
      await proveBackups(folder, undefined);
    };
    await next(0);
    await next(1);
    expect(await files()).toHaveLength(1);
    await project.close();
    const again = await openProject(folder, { program: 'test' });
    await backupIfDue(again, day(2));
    await proveBackups(folder, undefined);
    expect(await files()).toEqual([]);
    await again.close();
  });
});

describe('restoreProject', () => {
  const lost: [string, (database: string) => Promise<void>][] = [
    ['is damaged', damage],
    ['is gone', (database) => rm(database)],
    ['is another file', (database) => writeFile(database, 'not a database')],
    ['was cut off', async (database) => writeFile(database, (await readFile(database)).subarray(0, 5000))],
  ];
  test.each(lost)('brings back every label where the database %s', async (_, lose) => {
    const project = await projectWithPairs();
    say(project, 1, 'before');
    await backupIfDue(project, day(0));
    say(project, 2, 'after');
    say(project, 3, 'taken back');
    undo(project.db, anna);
    await project.close();
    await lose(layoutOf(folder).database);
    const former = await readFile(layoutOf(folder).database).catch(() => undefined);

    const [backup] = await backupFacts(folder);
    expect(backup).toMatchObject({ state: 'proven', contents: { pairs: 24 } });
    const restored = await restoreProject(folder, backup?.name ?? '', 'test');
    expect(restored).toMatchObject({ pairs: 24, replayed: 3, left: 0 });
    if (restored.setAside === null) expect(former).toBeUndefined();
    else expect(await readFile(join(restored.setAside, 'project.sqlite'))).toEqual(former);

    const again = await openProject(folder, { program: 'test' });
    expect([1, 2, 3].map((id) => getLabel(again.db, id, 1).transcription)).toEqual(['before', 'after', 'Bakery']);
    expect(await again.check()).toMatchObject({ ok: true });
    await again.close();
  });

  test('is refused while the project is open elsewhere, and for what is no backup of it', async () => {
    const project = await projectWithPairs();
    const path = (await backupIfDue(project, day(0))) ?? '';
    await expect(restoreProject(folder, basename(path), 'test')).rejects.toMatchObject({ code: 'in-use' });
    await project.close();
    await expect(restoreProject(folder, '../project.sqlite', 'test')).rejects.toMatchObject({ code: 'not-found' });
    expect(await readdir(folder)).not.toContain('set-aside');
  });

  test('a project whose log was lost in a crash has its labels again when it is opened', async () => {
    const project = await projectWithPairs();
    say(project, 1, 'kept');
    project.db.pragma('wal_checkpoint(TRUNCATE)');
    say(project, 2, 'in the log alone');
    const { database, lock } = layoutOf(folder);
    const [file, holder] = [await readFile(database), await readFile(lock, 'utf8')];
    await project.close();
    await writeFile(database, file);
    await writeFile(lock, holder.replace(/"pid": \d+/, '"pid": 999999'));
    const again = await openProject(folder, { program: 'test' });
    expect(again.broughtBack).toBe(1);
    expect(getLabel(again.db, 2, 1).transcription).toBe('in the log alone');
    await again.close();
  });
});

test('a window is told what the check after opening found, and brings the project back', async () => {
  const first = testStudio('test', 'server');
  await first.client.project.create({ folder });
  await importDemo(first.client);
  await first.client.labels.set({ ...anna, pairIds: [1], changes: { transcription: 'told' } });
  expect(await first.client.project.health()).toMatchObject({ state: 'sound' });
  await first.close();
  const project = await openProject(folder, { program: 'test' });
  project.db.prepare("UPDATE image_bytes SET bytes = x'00' WHERE image_id = 1").run();
  say(project, 2, 'told later');
  await project.close();

  const { client, close } = testStudio('test', 'server');
  await client.project.open({ folder });
  const health = await client.project.health();
  expect(health).toMatchObject({ state: 'damaged', faults: [{ check: 'images' }] });
  const backups = await client.project.backups({ folder });
  const sound = backups.find(({ state }) => state === 'proven');
  expect(sound?.contents).toMatchObject({ pairs: 24 });
  await client.project.restore({ folder, backup: sound?.name ?? '' });
  expect(await client.project.health()).toMatchObject({ state: 'sound' });
  expect(await client.labels.get({ pairId: 2, pass: 1 })).toMatchObject({ transcription: 'told later' });
  expect((await stat(layoutOf(folder).setAside)).isDirectory()).toBe(true);
  await close();
});
