import { statfsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';

/**
 * Any thrown value as a Problem of the database `file`; SQLite's failures are recognised by their result code. `access` is what
 * was wanted of the file.
 */
export function asDatabaseProblem(thrown: unknown, file: string, access: 'read' | 'write' = 'write'): Problem {
  if (!(thrown instanceof BetterSqlite3.SqliteError)) return asProblem(thrown, file, access);
  const cause = { cause: thrown };
  const { code } = thrown;
  // A full disk also shows as a log or an index of it that cannot be made.
  if (code === 'SQLITE_FULL' || ((code === 'SQLITE_CANTOPEN' || code.startsWith('SQLITE_IOERR')) && isFull(file))) {
    return new Problem('project-disk-full', { file }, cause);
  }
  if (code === 'SQLITE_CANTOPEN' && isTooLong(file)) return pathTooLong(dirname(file), thrown);
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_PERM') {
    return new Problem('database-not-writable', { file, detail: thrown.message }, cause);
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return damagedDatabase(file, thrown.message, thrown);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new Problem('database-in-use', { file }, cause);
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new Problem('disk-failed', { file, detail: thrown.message, status: code }, cause);
  }
  return asProblem(thrown, file);
}

/** SQLite opens paths of 512 bytes at most, its own endings included. */
const MOST_PATH_BYTES = 512 - '-journal'.length;
/** The longest name beside a database: that of a copy before it gets its own. */
const DRAFT = '.palimpsest-0123456789abcdef.tmp';

/** What cannot be opened at `file`, or not be copied to it, because of its length. */
const isTooLong = (file: string): boolean =>
  [resolve(file), join(dirname(resolve(file)), DRAFT)].some((path) => Buffer.byteLength(path) > MOST_PATH_BYTES);

/** Throws `bad-argument` where databases in `folder` could not be opened, or not be copied there. */
export function requireShortPath(folder: string): void {
  if (isTooLong(join(folder, DRAFT))) throw pathTooLong(folder);
}

function pathTooLong(folder: string, cause?: unknown): Problem {
  const most = MOST_PATH_BYTES - DRAFT.length - 1;
  return new Problem(
    'path-too-long-for-database',
    { folder, bytes: Buffer.byteLength(resolve(folder)), most },
    { cause },
  );
}

/** Room for a log and its index at least. */
const LEAST_ROOM = 256 * 1024;

function isFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < LEAST_ROOM;
  } catch {
    return false; // the failure at hand is reported instead
  }
}

/** `fault` says what is wrong, as SQLite or a check found it. */
export function damagedDatabase(file: string, fault: string | ProblemData, cause?: unknown): Problem {
  return new Problem('database-damaged', { file, fault }, { cause });
}
