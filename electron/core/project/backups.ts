import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeDrafts } from '../../../models/base/atomic-file.ts';
import { asProblem } from '../../../models/base/problem.ts';
import { copyDatabase } from '../db/copy.ts';
import { FORMAT_VERSION, openDatabase } from '../db/connection.ts';
import { labelEventState, type LabelEventState } from '../db/queries/project-facts.ts';
import { type Backup, listBackups, proofPath } from './backup-files.ts';
import { isProven, proofOf } from './backup-proof.ts';
import { layoutOf } from './layout.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface BackupSchedule {
  /** Least time between two scheduled backups of a project in which nothing calls for one earlier, in milliseconds. */
  interval: number;
  /** Days of which a scheduled backup is kept, the newest ones; and the two newest. The last proven one is never deleted. */
  keep: number;
  /** Entries in the log of labels after which a backup is due before the interval is over. */
  edits: number;
}

const DAILY: BackupSchedule = { interval: DAY_MS, keep: 10, edits: 1000 };

interface BackedUp {
  readonly folder: string;
  readonly readOnly: object | undefined;
}

/**
 * Makes a scheduled backup when the last one is old enough, holds no pairs where the project has some, or lacks many label
 * actions, and with `closing` whenever anything has changed; then deletes scheduled ones beyond what is kept. Answers its
 * path, or `undefined` when none was due or the project is open for reading only. It is not checked; `proveBackups` does.
 * Others may write meanwhile. Throws `disk-full`, `not-writable`, `file-damaged`.
 */
export async function backupIfDue(
  { folder, readOnly }: BackedUp,
  now: Date = new Date(),
  schedule: BackupSchedule = DAILY,
  { closing = false }: { closing?: boolean } = {},
): Promise<string | undefined> {
  if (readOnly) return undefined;
  const { database, backups } = layoutOf(folder);
  const earlier = await scheduledBackups(folder);
  // By distance, so that one made while the clock was wrong neither stops the others nor calls for one at every start.
  const isRecent = earlier.some(({ at }) => Math.abs(now.getTime() - at.getTime()) < schedule.interval);
  if (isRecent && !(await hasOutgrown(database, earlier[0], { edits: closing ? 1 : schedule.edits }))) return undefined;
  const path = await copyInto(database, backups, `${stamp(now)}-v${FORMAT_VERSION}-scheduled`);
  await deleteSurplus(folder, path, schedule.keep);
  return path;
}

/** Whether the project has pairs and its newest backup has none, has lost some, or lacks so many entries of the log. */
async function hasOutgrown(
  database: string,
  newest: Backup | undefined,
  { edits }: { edits: number },
): Promise<boolean> {
  const [now, then] = [stateOf(database), newest && ((await proofOf(newest))?.contents ?? stateOf(newest.path))];
  if (!now || !then) return false; // what cannot be read shows when it is copied or checked
  return then.pairs !== now.pairs || now.lastEvent - then.lastEvent >= edits;
}

function stateOf(file: string): LabelEventState | undefined {
  try {
    const db = openDatabase(file, { readOnly: true });
    try {
      return labelEventState(db);
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

async function deleteSurplus(folder: string, made: string, days: number): Promise<void> {
  const backups = await scheduledBackups(folder);
  const marked = await Promise.all(backups.map(async (backup) => ({ ...backup, proven: await isProven(backup) })));
  const kept = new Set([made, ...marked.slice(0, 2).map(({ path }) => path)]);
  const dayOf = ({ at }: Backup) => at.toISOString().slice(0, 10);
  for (const day of [...new Set(marked.map(dayOf))].slice(0, days)) {
    const ofDay = marked.filter((backup) => dayOf(backup) === day);
    kept.add((ofDay.find(({ proven }) => proven) ?? ofDay[0])?.path ?? made);
  }
  const lastProven = marked.find(({ proven }) => proven);
  if (lastProven) kept.add(lastProven.path);
  for (const { path } of backups) {
    if (kept.has(path)) continue;
    await rm(path);
    await rm(proofPath(path), { force: true });
  }
}

/** Keeps the project as it was before a migration; such a backup is never deleted by the program. Answers its path. */
export function backupBeforeMigration(folder: string, from: number, to: number, now = new Date()): Promise<string> {
  const { database, backups } = layoutOf(folder);
  return copyInto(database, backups, `${stamp(now)}-v${from}-before-v${to}`);
}

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

const scheduledBackups = async (folder: string): Promise<Backup[]> =>
  (await listBackups(folder)).filter(({ kind }) => kind === 'scheduled');

/** Two backups within a second get a number each. */
async function copyInto(database: string, backups: string, name: string): Promise<string> {
  try {
    await mkdir(backups, { recursive: true });
    await removeDrafts(backups, ABANDONED_MS);
    const taken = new Set(await readdir(backups));
    let file = `${name}.sqlite`;
    for (let n = 2; taken.has(file); n++) file = `${name}-${n}.sqlite`;
    const path = join(backups, file);
    await copyDatabase(database, path);
    return path;
  } catch (error) {
    throw asProblem(error, backups);
  }
}

/** A killed backup leaves its unfinished copy, which may be as large as the project. */
const ABANDONED_MS = 60 * 60 * 1000;
