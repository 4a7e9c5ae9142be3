import BetterSqlite3 from 'better-sqlite3';
import { statSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  APPLICATION_ID,
  closeDatabase,
  FORMAT_VERSION,
  openDatabase,
  openInMemory,
} from '../../../../electron/core/db/connection.ts';
import { integrityFaults } from '../../../../electron/core/db/integrity.ts';
import { applyMigration, type Migration, schemaVersion } from '../../../../electron/core/db/migrate.ts';
import { MIGRATIONS } from '../../../../electron/core/db/migrations/migrations.ts';
import { annotatorIdOf } from '../../../../electron/core/db/queries/imported-labels.ts';
import { savedViews, saveView } from '../../../../electron/core/db/queries/saved-views.ts';
import { listBackups } from '../../../../electron/core/project/backup-files.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { openProject, upgrade } from '../../../../electron/core/project/project.ts';
import { startChild } from '../project/child.ts';
import { slowMigration } from './slow-migration.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'palimpsest-test-')), 'project');
  const project = await createProject(folder, { program: 'test' });
  project.write((db) => annotatorIdOf(db, 'Ada'));
  await project.close();
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const NEXT: Migration = { version: FORMAT_VERSION + 1, sql: 'ALTER TABLE annotator ADD COLUMN note TEXT' };

const logMegabytes = (database: string): number =>
  (statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0) / 1e6;

describe('migrations', () => {
  test('are numbered without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  });

  test('each starts from a verified backup, which stays and can be opened', async () => {
    const db = openDatabase(layoutOf(folder).database);
    const after: Migration = { version: NEXT.version + 1, sql: 'CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT' };
    await upgrade(db, folder, [...MIGRATIONS, NEXT, after]);
    expect(schemaVersion(db)).toBe(after.version);
    closeDatabase(db);
    const backups = await listBackups(folder);
    expect(backups.map(({ kind }) => kind)).toEqual(['before-migration', 'before-migration']);
    expect(backups.map(({ version }) => version).sort()).toEqual([FORMAT_VERSION, FORMAT_VERSION + 1]);
    const before = backups.find(({ version }) => version === FORMAT_VERSION);
    const copy = openDatabase(before?.path ?? '', { readOnly: true });
    expect(copy.prepare('SELECT * FROM annotator').all()).toEqual([{ id: 1, name: 'Ada' }]);
    copy.close();
  });

  test('one that fails leaves the version before, and foreign keys on', async () => {
    const db = openDatabase(layoutOf(folder).database);
    const broken: Migration = { version: NEXT.version, sql: `${NEXT.sql}; SELECT no_such_function()` };
    await expect(upgrade(db, folder, [...MIGRATIONS, broken])).rejects.toThrow(/no_such_function/);
    expect(schemaVersion(db)).toBe(FORMAT_VERSION);
    expect(db.prepare('SELECT * FROM annotator').all()).toEqual([{ id: 1, name: 'Ada' }]);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    closeDatabase(db);
  });

  test('one that leaves dangling references is undone', () => {
    const db = openInMemory();
    const dangling = `INSERT INTO photo (source_id, key) VALUES (99, 'x')`;
    expect(() => applyMigration(db, { version: NEXT.version, sql: dangling })).toThrow(/dangling/);
    expect(db.prepare('SELECT count(*) FROM photo').pluck().get()).toBe(0);
    expect(schemaVersion(db)).toBe(FORMAT_VERSION);
  });

  test.each([0, 1, 4, 9, 16, 25])(
    'killed when it had written %d MB, it is as if it had never begun',
    async (megabytes) => {
      const { database } = layoutOf(folder);
      const child = startChild(new URL('migrate-child.ts', import.meta.url), folder);
      await child.line();
      while (logMegabytes(database) < megabytes) await setTimeout(1);
      await child.kill();
      // Every backup that has its name is whole.
      for (const { path } of await listBackups(folder)) {
        const copy = new BetterSqlite3(path, { readonly: true });
        expect(integrityFaults(copy)).toEqual([]);
        copy.close();
      }
      const db = openDatabase(database);
      expect(integrityFaults(db)).toEqual([]);
      expect(schemaVersion(db)).toBe(FORMAT_VERSION);
      expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'bulk'").all()).toEqual([]);
      expect(db.prepare('SELECT name FROM annotator').pluck().all()).toEqual(['Ada']);
      await upgrade(db, folder, [...MIGRATIONS, slowMigration(1000)]);
      expect(db.prepare('SELECT count(*) FROM bulk').pluck().get()).toBe(1000);
      closeDatabase(db);
    },
  );

  test('a restored backup is the project again', async () => {
    const { database } = layoutOf(folder);
    const db = openDatabase(database);
    await upgrade(db, folder, [...MIGRATIONS, NEXT]);
    closeDatabase(db);
    expect(() => openDatabase(database)).toThrow(/newer Palimpsest/);
    const [backup] = await listBackups(folder);
    await copyFile(backup?.path ?? '', database);
    const again = openDatabase(database);
    expect(again.prepare('SELECT * FROM annotator').all()).toEqual([{ id: 1, name: 'Ada' }]);
    closeDatabase(again);
  });
});

test('a project of version 1 is brought to saved views, with all that it holds and a backup of it', async () => {
  const { database, backups } = layoutOf(folder);
  const old = join(folder, '..', 'old.sqlite');
  const made = new BetterSqlite3(old);
  made.pragma(`application_id = ${APPLICATION_ID}`);
  applyMigration(made, MIGRATIONS[0] as Migration);
  made.exec(`
    INSERT INTO setting VALUES ('id', 'b0b5'), ('name', 'Old signs'), ('created', '2026-01-01T00:00:00Z');
    INSERT INTO annotator (name) VALUES ('Grace');
    INSERT INTO image (id, sha256, format, width, height, size) VALUES (1, zeroblob(32), 'png', 8, 8, 1);
    INSERT INTO image_bytes VALUES (1, x'00');
    INSERT INTO source (id, kind, location, fingerprint, started_at) VALUES (1, 'folder', '/old', 'x', '2026-01-01');
    INSERT INTO photo (id, source_id, key) VALUES (1, 1, 'a');
    INSERT INTO pair (id, hr_image_id, photo_id, source_id, source_key, name, subset) VALUES (1, 1, 1, 1, 'a', 'a', '');
  `);
  made.close();
  await rm(backups, { recursive: true });
  await copyFile(old, database);
  const project = await openProject(folder, { program: 'test' });
  expect(project.readOnly).toBeUndefined();
  expect(await project.info()).toMatchObject({
    name: 'Old signs',
    formatVersion: FORMAT_VERSION,
    counts: { pairs: 1 },
  });
  expect(savedViews(project.db)).toEqual([]);
  const view = project.write((db) => saveView(db, { name: 'hard ones', query: { filter: { difficulty: 'hard' } } }));
  expect(savedViews(project.db)).toEqual([view]);
  expect(integrityFaults(project.db)).toEqual([]);
  await project.close();
  expect((await listBackups(folder)).map(({ version }) => version)).toContain(1);
});
