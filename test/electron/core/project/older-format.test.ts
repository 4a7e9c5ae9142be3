import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { APPLICATION_ID, closeDatabase, FORMAT_VERSION } from '../../../../electron/core/db/connection.ts';
import { applyMigration } from '../../../../electron/core/db/migrate.ts';
import { MIGRATIONS } from '../../../../electron/core/db/migrations/migrations.ts';
import { modelRows, promote } from '../../../../electron/core/db/queries/models.ts';
import { curveOf, trainingRuns } from '../../../../electron/core/db/queries/training-runs.ts';
import { annotatorIdOf } from '../../../../electron/core/db/queries/imported-labels.ts';
import { writeIdentity } from '../../../../electron/core/db/queries/project-facts.ts';
import { listBackups } from '../../../../electron/core/project/backup-files.ts';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { openProject, type Project } from '../../../../electron/core/project/project.ts';
import { mountSmallDisk } from './small-disk.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'palimpsest-test-')), 'project');
});
afterEach(() => rm(dirname(folder), { recursive: true }));

/** A project as the program of that format version left it, with one annotator. */
async function projectOfVersion(version: number, at = folder): Promise<void> {
  await mkdir(at);
  const db = new BetterSqlite3(layoutOf(at).database);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma('journal_mode = WAL');
  for (const migration of MIGRATIONS.slice(0, version)) applyMigration(db, migration);
  writeIdentity(db, { id: 'id', name: 'Old signs', created: '2026-01-01T00:00:00.000Z' });
  annotatorIdOf(db, 'Ada');
  closeDatabase(db);
}

async function expectReadable(project: Project): Promise<void> {
  expect(project.db.prepare('SELECT name FROM annotator').pluck().all()).toEqual(['Ada']);
  expect(await project.info()).toMatchObject({ name: 'Old signs', formatVersion: FORMAT_VERSION });
  expect(await project.check()).toMatchObject({ ok: true });
}

describe.each(MIGRATIONS.slice(0, -1).map(({ version }) => version))('a project of format version %d', (version) => {
  test('is brought up to date when it is opened for writing, after a backup', async () => {
    await projectOfVersion(version);
    const project = await openProject(folder, { program: 'test' });
    expect(project.readOnly).toBeUndefined();
    await expectReadable(project);
    project.write((db) => annotatorIdOf(db, 'Grace'));
    await project.close();
    const backups = await listBackups(folder);
    expect(backups.map((backup) => [backup.kind, backup.version])).toContainEqual(['before-migration', version]);
  });

  test('is read as it is where nothing may change', async () => {
    await projectOfVersion(version);
    const before = await readFile(layoutOf(folder).database);
    const project = await openProject(folder, { program: 'test', readOnly: true });
    await expectReadable(project);
    await project.close();
    expect((await readFile(layoutOf(folder).database)).equals(before)).toBe(true);
  });

  test('is told to be damaged where it is', async () => {
    await projectOfVersion(version);
    const { database } = layoutOf(folder);
    const bytes = await readFile(database);
    await writeFile(database, bytes.fill(0xab, 8192));
    await expect(openProject(folder, { program: 'test', readOnly: true })).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringMatching(new RegExp(`^${database} is damaged`)) as string,
    });
  });

  test('is read on a read-only medium, which is told', async (context) => {
    const disk = await mountSmallDisk(context, 8);
    try {
      const place = join(disk.folder, 'project');
      await projectOfVersion(version, place);
      disk.setReadOnly(true);
      const project = await openProject(place, { program: 'test' });
      expect(project.readOnly?.reason.code).toBe('not-writable');
      await expectReadable(project);
      expect(() => project.write(() => undefined)).toThrow(/read-only|written/);
      await project.close();
    } finally {
      await disk.unmount();
    }
  });
});

test('trainings, models and promotions of format version 3 are all there, and networks to come have room', async () => {
  await projectOfVersion(3);
  const [sha256, snapshot] = ['ab'.repeat(32), 'cd'.repeat(32)];
  const request = {
    ...{ network: 'tsrn', name: 'ours', filter: {}, preset: 'correct', sides: ['hr', 'lr'], steps: 8, batch: 2 },
    ...{ measureEvery: 4, patience: 0, frozen: [], balance: false, seed: 1, engine: 'auto' },
  };
  const db = new BetterSqlite3(layoutOf(folder).database);
  db.prepare('INSERT INTO dataset_snapshot VALUES (?, ?, 1, 1, ?)').run(snapshot, '2026-01-02', Buffer.from('x'));
  db.prepare(
    `INSERT INTO training_run VALUES (7, 'ours', 'tsrn', ?, 'finished', 'base', '${sha256}', ?, 'wasm', 'CPU', 'p', 'a', 'b')`,
  ).run(JSON.stringify(request), snapshot);
  db.exec(`
    INSERT INTO training_loss VALUES (7, 4, 0.5);
    INSERT INTO model VALUES ('${sha256}', 'ours', 'tsrn', 'Ours', 'trained', NULL, NULL, 7, '2026-01-03');
    INSERT INTO promotion VALUES (3, 'tsrn', '${sha256}', '2026-01-04', 0);
  `);
  closeDatabase(db);
  const project = await openProject(folder, { program: 'test' });
  expect(trainingRuns(project.db)).toMatchObject([{ id: 7, request, model: sha256, snapshot: { sha256: snapshot } }]);
  expect(curveOf(project.db, 7).losses).toEqual([{ step: 4, loss: 0.5 }]);
  expect(modelRows(project.db)).toMatchObject([{ sha256, runId: 7, isPromoted: true }]);
  expect(() => project.write((open) => promote(open, { network: 'later', sha256 }, 'c'))).not.toThrow();
  expect(await project.check()).toMatchObject({ ok: true });
  await project.close();
});
