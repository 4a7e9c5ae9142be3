import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { BUSY_MS } from './connection.ts';
import { pageFaults } from './integrity.ts';
import { asDatabaseProblem, damagedDatabase } from './sqlite-problem.ts';
import { draftIn, syncFolder } from '../../../models/base/atomic-file.ts';
import { serveThread } from '../../../models/base/serve-thread.ts';
import type { CopyProgress, CopyRequest } from './copy.ts';

/** Copied between two reports. */
const PAGES_A_STEP = 500;

// The thread that `copyDatabase` starts.
serveThread<CopyRequest, null, CopyProgress>(async ({ file, destination }, { onProgress }) => {
  await copy(file, destination, onProgress);
  return null;
});

async function copy(file: string, destination: string, onProgress: (progress: CopyProgress) => void): Promise<void> {
  await refuseExisting(destination);
  await requireFolder(dirname(destination));
  const draft = draftIn(dirname(destination));
  try {
    await takeSnapshot(file, draft, onProgress);
    verify(draft, file);
    await syncFile(draft);
    await nameNew(draft, destination);
  } catch (error) {
    throw asDatabaseProblem(error, isDamage(error) ? file : destination);
  } finally {
    await rm(draft, { force: true });
    await rm(`${draft}-journal`, { force: true });
  }
}

async function takeSnapshot(file: string, draft: string, onProgress: (progress: CopyProgress) => void): Promise<void> {
  const reader = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  try {
    // An open read transaction holds the snapshot; without it every write of another process would start the copy anew.
    reader.exec('BEGIN');
    reader.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get();
    await reader.backup(draft, {
      progress({ totalPages, remainingPages }) {
        onProgress({ pages: totalPages - remainingPages, totalPages });
        return PAGES_A_STEP;
      },
    });
  } finally {
    if (reader.inTransaction) reader.exec('ROLLBACK');
    reader.close();
  }
}

function verify(draft: string, original: string): void {
  const copy = new BetterSqlite3(draft, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
    const [fault] = pageFaults(copy);
    if (fault !== undefined) throw damagedDatabase(original, `a copy of it fails its check, ${fault}`);
  } finally {
    copy.close();
  }
}

async function refuseExisting(destination: string): Promise<void> {
  const there = await stat(destination).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw asProblem(error, destination);
  });
  if (there) throw exists(destination);
}

async function requireFolder(folder: string): Promise<void> {
  try {
    await stat(folder);
  } catch (error) {
    throw asProblem(error, `The folder ${folder}`);
  }
}

const isDamage = (error: unknown): boolean =>
  error instanceof BetterSqlite3.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);

const exists = (destination: string): Problem => new Problem('copy-exists', { destination });

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A hard link never replaces a file; where the disk knows none, a rename after another look has to do. */
async function nameNew(draft: string, destination: string): Promise<void> {
  try {
    await link(draft, destination);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(destination);
    await refuseExisting(destination);
    await rename(draft, destination);
  }
  await syncFolder(dirname(destination));
}
