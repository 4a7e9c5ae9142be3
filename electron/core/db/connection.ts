import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Problem } from '../../../models/base/problem.ts';
import { applyMigration, schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations/migrations.ts';
import { asDatabaseProblem } from './sqlite-problem.ts';

/** An open project database: foreign keys on, every commit on the disk before it returns. */
export type Database = BetterSqlite3.Database;

/** `Plmp`, in the header of every project database. */
export const APPLICATION_ID = 0x506c6d70;
/** The format version that this program writes. */
export const FORMAT_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

/** How long a statement waits for another process's transaction. */
export const BUSY_MS = 10_000;
/** How long closing waits for others to finish reading the log. */
const CLOSING_MS = 500;

/**
 * Opens an existing project database of this or an older version; `migrate` brings it up to date. A read-only connection
 * never changes the file. Throws `not-found`, `not-a-project`, `newer-version`, `file-damaged`, `not-readable`,
 * `not-writable`, `disk-full`, `in-use`.
 */
export function openDatabase(file: string, options: { readOnly?: boolean } = {}): Database {
  const readonly = options.readOnly ?? false;
  let db: Database | undefined;
  try {
    // Gives the file system's own reason. The file is never opened here: closing it would drop SQLite's locks on it.
    accessSync(file, readonly ? constants.R_OK : constants.R_OK | constants.W_OK);
    // SQLite would wait at a pipe for its other end.
    if (!statSync(file).isFile()) throw notAProject(file);
    db = new BetterSqlite3(resolve(file), { readonly, fileMustExist: true, timeout: BUSY_MS });
    prepareConnection(db);
    refuseForeign(db, file);
    if (!readonly) db.pragma('journal_mode = WAL');
    return db;
  } catch (error) {
    db?.close();
    throw (error as { code?: string }).code === 'SQLITE_NOTADB'
      ? notAProject(file, error)
      : asDatabaseProblem(error, file, readonly ? 'read' : 'write');
  }
}

/** A new database with the whole schema. The file must not exist. Throws `bad-argument`, `not-writable`, `disk-full`. */
export function createDatabase(file: string): Database {
  let db: Database | undefined;
  try {
    closeSync(openSync(file, 'wx'));
    db = new BetterSqlite3(resolve(file), { timeout: BUSY_MS });
    prepareConnection(db);
    db.pragma('journal_mode = WAL');
    applyAll(db);
    return db;
  } catch (error) {
    db?.close();
    throw asDatabaseProblem(error, file);
  }
}

/**
 * Ends a writing connection: the log is folded into the file and the file left as one that a read-only medium can hold,
 * which a database in WAL mode is not. While others read it, it stays in WAL mode.
 */
export function closeDatabase(db: Database): void {
  if (!db.open) return;
  try {
    if (!db.readonly && !db.memory) {
      // A long export or backup may be reading; nobody waits for its end.
      db.pragma(`busy_timeout = ${CLOSING_MS}`);
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.pragma('busy_timeout = 0');
      db.pragma('journal_mode = DELETE');
    }
  } catch (error) {
    // What is in the log is safe there; only the tidying was refused, by a reader or a full disk.
    const { code } = error as { code?: string };
    if (!/^SQLITE_(BUSY|LOCKED|FULL)/.test(code ?? '')) throw error;
  } finally {
    db.close();
  }
}

/** A project database that lives in memory, for tests. */
export function openInMemory(): Database {
  const db = new BetterSqlite3(':memory:');
  prepareConnection(db);
  applyAll(db);
  return db;
}

function prepareConnection(db: Database): void {
  db.pragma('foreign_keys = ON');
  // An acknowledged label survives a power cut: the log is synced at every commit. On macOS that takes F_FULLFSYNC.
  db.pragma('synchronous = FULL');
  db.pragma('fullfsync = ON');
  db.pragma('checkpoint_fullfsync = ON');
  // A damaged page is reported at once instead of being misread, and a hostile file's schema can call nothing of ours.
  db.pragma('cell_size_check = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
}

function applyAll(db: Database): void {
  db.pragma(`application_id = ${APPLICATION_ID}`);
  for (const migration of MIGRATIONS) applyMigration(db, migration);
}

function refuseForeign(db: Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  if (id !== APPLICATION_ID) throw notAProject(file);
  const version = schemaVersion(db);
  if (version > FORMAT_VERSION) {
    throw new Problem('project-newer', { file, version, known: FORMAT_VERSION });
  }
}

function notAProject(file: string, cause?: unknown): Problem {
  return new Problem('database-not-ours', { file }, { cause });
}
