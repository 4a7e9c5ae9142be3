import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  APPLICATION_ID,
  closeDatabase,
  createDatabase,
  FORMAT_VERSION,
  openDatabase,
  openInMemory,
} from '../../../../electron/core/db/connection.ts';
import { schemaVersion } from '../../../../electron/core/db/migrate.ts';
import { ORPHANED_IMAGES } from '../../../../electron/core/db/queries/stored-images.ts';
import { asDatabaseProblem } from '../../../../electron/core/db/sqlite-problem.ts';
import { Problem } from '../../../../models/base/problem.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
  file = join(folder, 'project.sqlite');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a project database', () => {
  test('says in its header what it is', () => {
    const db = createDatabase(file);
    expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
    expect(schemaVersion(db)).toBe(FORMAT_VERSION);
    closeDatabase(db);
  });

  test('has strict tables only, and refuses dangling references', () => {
    const db = openInMemory();
    const lax = db
      .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0")
      .pluck()
      .all();
    // FTS5 makes the tables of its index itself.
    expect(lax.filter((name) => !/^(sqlite_|transcription_search)/.test(name as string))).toEqual([]);
    expect(() => db.exec("INSERT INTO photo (source_id, key) VALUES (1, 'x')")).toThrow(/FOREIGN KEY/);
  });

  test('is a single file in no need of a log once closed, also for a reader that comes later', async () => {
    const db = createDatabase(file);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    closeDatabase(db);
    expect(await readdir(folder)).toEqual(['project.sqlite']);
    const reader = openDatabase(file, { readOnly: true });
    expect(reader.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(await readdir(folder)).toEqual(['project.sqlite']);
    closeDatabase(reader);
  });

  test('stays readable for others when the writer closes', () => {
    const writer = createDatabase(file);
    writer.exec("INSERT INTO annotator (name) VALUES ('Ada')");
    const reader = openDatabase(file, { readOnly: true });
    reader.exec('BEGIN');
    const names = () => reader.prepare('SELECT name FROM annotator').pluck().all();
    expect(names()).toEqual(['Ada']);
    closeDatabase(writer);
    expect(names()).toEqual(['Ada']);
    closeDatabase(reader);
  });

  test('is never made over an existing file', async () => {
    await writeFile(file, 'precious');
    expect(() => createDatabase(file)).toThrow(Problem);
    expect(await readdir(folder)).toEqual(['project.sqlite']);
  });

  test('of any bytes whatever is opened or refused, never a crash or another error', async () => {
    const whole = join(folder, 'whole.sqlite');
    closeDatabase(createDatabase(whole));
    const sound = await readFile(whole);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.uint8Array({ minLength: 1, maxLength: 64 })), { maxLength: 8 }),
        fc.nat(sound.length),
        async (patches, length) => {
          const bytes = Buffer.from(sound.subarray(0, length % 3 ? sound.length : length));
          for (const [at, patch] of patches)
            bytes.set(patch.subarray(0, Math.max(bytes.length - at, 0)), Math.min(at, bytes.length));
          await writeFile(file, bytes);
          let opened;
          try {
            opened = openDatabase(file, { readOnly: true });
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
            expect((error as Problem).code).not.toBe('internal');
          }
          opened?.close();
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('asDatabaseProblem', () => {
  test.each([
    ['SQLITE_FULL', 'disk-full'],
    ['SQLITE_READONLY', 'not-writable'],
    ['SQLITE_READONLY_DIRECTORY', 'not-writable'],
    ['SQLITE_CANTOPEN', 'not-writable'],
    ['SQLITE_CORRUPT_INDEX', 'file-damaged'],
    ['SQLITE_NOTADB', 'file-damaged'],
    ['SQLITE_BUSY', 'in-use'],
    ['SQLITE_IOERR_READ', 'not-readable'],
    ['SQLITE_CONSTRAINT', 'internal'],
  ])('tells %s as %s, naming the file', (code, expected) => {
    const problem = asDatabaseProblem(new BetterSqlite3.SqliteError('reason', code), file);
    expect(problem.code).toBe(expected);
    expect(problem.message).toContain(file);
  });
});

test('looking for images without a pair walks no table within another', () => {
  const plan = openInMemory()
    .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${ORPHANED_IMAGES}`)
    .all()
    .map(({ detail }) => detail);
  expect(plan.filter((step) => step.startsWith('SCAN pair'))).toEqual([]);
  expect(plan.filter((step) => step.startsWith('SEARCH pair'))).toHaveLength(2);
});
