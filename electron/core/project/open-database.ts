import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { asProblem, Problem } from '../../../models/problem.ts';
import { closeDatabase, type Database, FORMAT_VERSION, openDatabase } from '../db/connection.ts';
import { schemaVersion } from '../db/migrate.ts';

/** A project's database opened for reading. */
export interface Reading {
  db: Database;
  /** The file behind it: the project's own, or a temporary copy. */
  file: string;
  /** Closes it and removes the copy. */
  close(): Promise<void>;
}

/**
 * Opens the database without changing its folder. Where a crash left a log and SQLite cannot make the index that it needs
 * to read it (read-only medium, full disk), a temporary copy is read instead. Throws what `openDatabase` throws, and
 * `not-writable` for an older format, which would have to be brought up to date first.
 */
export async function openForReading(file: string): Promise<Reading> {
  const reading = await openInPlace(file).catch((error: unknown) => {
    const { code } = error as Partial<Problem>;
    if (code === 'not-writable' || code === 'disk-full') return openCopy(file);
    throw error;
  });
  const version = schemaVersion(reading.db);
  if (version === FORMAT_VERSION) return reading;
  await reading.close();
  throw new Problem(
    'not-writable',
    `${file} has the older format version ${version} and has to be brought to version ${FORMAT_VERSION} before it can be read.`,
    'Open it once where it can be written and nobody else has it open; it is backed up first.',
  );
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
    closeDatabase(openDatabase(copy)); // plays the log back
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
    throw asProblem(error, `The temporary copy of ${file} in ${folder}`);
  }
}
