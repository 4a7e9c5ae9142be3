import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import type { CheckReport } from '../../contract/project.ts';
import { LabelActions } from '../annotate/label-actions.ts';
import { replayJournal } from '../annotate/replay-journal.ts';
import { closeDatabase, type Database, openDatabase } from '../db/connection.ts';
import { copyDatabase, type CopyProgress } from '../db/copy.ts';
import { faultsAfterUncleanExit } from '../db/integrity.ts';
import { keepJournal, type LabelJournal } from '../db/label-journal.ts';
import { writeSetting } from '../db/queries/project-facts.ts';
import { readJournal } from '../db/read-journal.ts';
import { inTransaction } from '../db/transaction.ts';
import { asDatabaseProblem, damagedDatabase } from '../db/sqlite-problem.ts';
import { checkFile } from './check-file.ts';
import { projectInfo, type ProjectInfo } from './info.ts';
import { layoutOf, type ProjectLayout } from './layout.ts';
import { acquireLock, heldElsewhere, type Lock } from './lock.ts';
import { openForReading } from './open-database.ts';
import { migrate, type Migration, schemaVersion } from '../db/migrate.ts';
import { MIGRATIONS } from '../db/migrations/migrations.ts';
import { listBackups } from './backup-files.ts';
import { backupBeforeMigration } from './backups.ts';

export interface OpenProjectOptions {
  /** What the lock says has it open, such as `palimpsest import`. */
  program: string;
  /** Do not ask for the lock. */
  readOnly?: boolean;
}

/** An open project. */
export interface Project {
  /** Absolute path. */
  readonly folder: string;
  /** For reading, and for writing within `write`. */
  readonly db: Database;
  /** Why nothing can be written, where that is so. */
  readonly readOnly: { reason: ProblemData } | undefined;
  /** The last process that wrote here did not end properly. The database was checked and is sound, or `readOnly` says. */
  readonly uncleanExit: boolean;
  /** Labels that the database had lost in a crash and that came back from the journal when it was opened. */
  readonly broughtBack: number;
  /** Label actions, in a project that can be written. */
  readonly labels: LabelActions;
  /** Throws the reason where the project is read-only. */
  assertWritable(): void;
  /**
   * One transaction, on the disk when this returns; nothing of it remains when `work` throws. Throws the reason for being
   * read-only, `disk-full`, `in-use`, `file-damaged`, and Problems of `work` itself.
   */
  write<T>(work: (db: Database) => T): T;
  info(): Promise<ProjectInfo>;
  /** See `checkFile`. */
  check(): Promise<CheckReport>;
  /** Copies the project's database, as it is at this moment, to a file that must not exist. See `copyDatabase`. */
  backup(destination: string, onProgress?: (progress: CopyProgress) => void): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a project for writing, or for reading where another process has it open or the disk refuses: `readOnly` then tells
 * why. An older format is brought up to date, after a backup. Throws `not-found`, `not-a-project`, `newer-version`,
 * `file-damaged` (where not even reading is possible).
 */
export async function openProject(folder: string, { program, readOnly }: OpenProjectOptions): Promise<Project> {
  const layout = layoutOf(resolve(folder));
  await refuseNonProject(layout);
  if (readOnly) return reader(layout, askedToRead(layout));
  let attempt;
  try {
    attempt = await acquireLock(layout.lock, program);
  } catch (error) {
    return reader(layout, refusal(asProblem(error, layout.folder)));
  }
  if (attempt.heldBy) return reader(layout, heldElsewhere(layout.folder, layout.lock, attempt.heldBy));
  const { lock } = attempt;
  try {
    return await writer(layout, lock);
  } catch (error) {
    await lock.abandon();
    return reader(layout, refusal(asDatabaseProblem(error, layout.database)), lock.takenOverFrom !== undefined);
  }
}

async function writer(layout: ProjectLayout, lock: Lock): Promise<Project> {
  const uncleanExit = lock.takenOverFrom !== undefined;
  const db = openDatabase(layout.database);
  let broughtBack = 0;
  let journal: LabelJournal | undefined;
  const labels = new LabelActions(db);
  try {
    const [fault] = uncleanExit ? faultsAfterUncleanExit(db) : [];
    if (fault !== undefined) throw damagedDatabase(layout.database, fault);
    await upgrade(db, layout.folder);
    if (uncleanExit) broughtBack = (await replayJournal(db, readJournal(layout.journal))).replayed;
    // Shows at once whether the disk takes anything.
    writeSetting(db, 'opened', new Date().toISOString());
    journal = keepJournal(db, layout.journal);
    await labels.recover();
  } catch (error) {
    journal?.close();
    closeDatabase(db);
    throw error;
  }
  return projectOf(layout, {
    db,
    labels,
    file: layout.database,
    readOnly: undefined,
    uncleanExit,
    broughtBack,
    async close() {
      try {
        await labels.close();
        journal.close();
        closeDatabase(db);
      } finally {
        await lock.release();
      }
    },
  });
}

async function reader(layout: ProjectLayout, why: Problem, uncleanExit = false): Promise<Project> {
  const reading = await openForReading(layout.database);
  return projectOf(layout, {
    ...reading,
    labels: new LabelActions(reading.db),
    readOnly: { reason: why.toData() },
    uncleanExit,
    broughtBack: 0,
  });
}

interface Opened extends Pick<Project, 'db' | 'labels' | 'readOnly' | 'uncleanExit' | 'broughtBack' | 'close'> {
  file: string;
}

function projectOf(layout: ProjectLayout, opened: Opened): Project {
  const { db, labels, file, readOnly, uncleanExit, broughtBack, close } = opened;
  const assertWritable = () => {
    if (readOnly) throw Problem.from(readOnly.reason);
  };
  return {
    folder: layout.folder,
    db,
    labels,
    readOnly,
    uncleanExit,
    broughtBack,
    assertWritable,
    write(work) {
      assertWritable();
      return inTransaction(db, () => work(db));
    },
    info: () => projectInfo(layout, db, readOnly),
    check: async () => (await checkFile(readOnly ? { file } : { file, journal: layout.journal })).report,
    backup: (destination, onProgress) => copyDatabase(file, resolve(destination), onProgress),
    close,
  };
}

/** Reading still helps after these; anything else, such as a newer format, is the end. */
const READABLE_AFTER = new Set(['disk-full', 'not-writable', 'not-readable', 'file-damaged', 'in-use']);

function refusal(problem: Problem): Problem {
  if (!READABLE_AFTER.has(problem.code)) throw problem;
  return problem;
}

const askedToRead = ({ folder }: ProjectLayout): Problem => new Problem('opened-to-read', { folder });

async function refuseNonProject({ folder, database }: ProjectLayout): Promise<void> {
  if (!(await stat(folder).catch((error: unknown) => throwNamed(error, folder))).isDirectory()) {
    throw new Problem('project-is-file', { folder });
  }
  await stat(database).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throwNamed(error, database);
    if ((await listBackups(folder)).length > 0) throw damagedDatabase(database, 'it is gone');
    throw new Problem('folder-without-project', { folder });
  });
}

function throwNamed(error: unknown, path: string): never {
  throw asProblem(error, path);
}

/**
 * Brings the project's database to the newest format, with a verified backup before each step. Killed at any moment, it
 * leaves the format before the step or after it. Throws `disk-full`, `not-writable`, `file-damaged`.
 */
export async function upgrade(
  db: Database,
  folder: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  try {
    await migrate(db, migrations, async ({ version }) => {
      await backupBeforeMigration(folder, schemaVersion(db), version);
    });
  } catch (error) {
    throw asDatabaseProblem(error, db.name);
  }
}
