import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Problem } from '../../../models/base/problem.ts';
import { closeDatabase, type Database, FORMAT_VERSION, openDatabase } from '../db/connection.ts';
import { migrate, schemaVersion } from '../db/migrate.ts';
import { MIGRATIONS } from '../db/migrations/migrations.ts';
import { asDatabaseProblem, damagedDatabase } from '../db/sqlite-problem.ts';

/** A project's database opened for reading. */
export interface Reading {
  db: Database;
  /** The file behind it: the project's own, or a temporary copy. */
  file: string;
  /** Closes it and removes the copy. */
  close(): Promise<void>;
}

/**
 * Opens the database without changing its folder. A temporary copy is read instead where a crash left a log and SQLite
 * cannot make the index that it needs to read it (read-only medium, full disk), and where the project has an older format:
 * the copy is brought up to date. Throws what `openDatabase` throws.
 */
export async function openForReading(file: string): Promise<Reading> {
  const reading = await openInPlace(file).catch((error: unknown) => {
    const { code } = error as Partial<Problem>;
    if (code === 'not-writable' || code === 'disk-full') return openCopy(file);
    throw error;
  });
  if (schemaVersion(reading.db) === FORMAT_VERSION) return reading;
  await reading.close();
  return openCopy(file);
}

// eslint-disable-next-line @typescript-eslint/require-await -- so that a refusal is a rejection
async function openInPlace(file: string): Promise<Reading> {
  const db = openDatabase(file, { readOnly: true });
  return {
    db,
    file,
    close() {
      db.close();
      return Promise.resolve();
    },
  };
}

async function openCopy(file: string): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-'));
  const removeCopy = () => rm(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    await copyFile(file, copy, constants.COPYFILE_FICLONE);
    await copyFile(`${file}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
    const writer = openDatabase(copy); // plays the log back
    try {
      await migrate(writer, MIGRATIONS, () => Promise.resolve());
    } finally {
      closeDatabase(writer);
    }
    const db = openDatabase(copy, { readOnly: true });
    return {
      db,
      file: copy,
      close() {
        db.close();
        return removeCopy();
      },
    };
  } catch (error) {
    await removeCopy();
    const problem = asDatabaseProblem(error, `the temporary copy of ${file} in ${folder}`);
    // The copy is as damaged as what it was made of.
    throw problem.code === 'file-damaged'
      ? damagedDatabase(file, ((problem.cause ?? problem) as Error).message, error)
      : problem;
  }
}
