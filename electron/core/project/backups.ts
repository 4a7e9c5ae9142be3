import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asProblem } from '../../../models/base/problem.ts';
import { copyDatabase } from '../db/copy.ts';
import { FORMAT_VERSION } from '../db/connection.ts';
import { layoutOf } from './layout.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface BackupSchedule {
  /** Least time between two scheduled backups, in milliseconds. */
  interval: number;
  /** Scheduled backups that are kept, the newest ones. Others are never deleted. */
  keep: number;
}

const DAILY: BackupSchedule = { interval: DAY_MS, keep: 10 };

export interface Backup {
  path: string;
  at: Date;
  /** Format version of the project in it. */
  version: number;
  kind: 'scheduled' | 'before-migration';
}

interface BackedUp {
  readonly folder: string;
  readonly readOnly: object | undefined;
}

/**
 * Makes a scheduled backup when the last one is old enough, then deletes scheduled ones beyond `keep`. Answers its path,
 * or `undefined` when none was due or the project is open for reading only. Others may write meanwhile. Throws
 * `disk-full`, `not-writable`, `file-damaged`.
 */
export async function backupIfDue(
  { folder, readOnly }: BackedUp,
  now: Date = new Date(),
  schedule: BackupSchedule = DAILY,
): Promise<string | undefined> {
  if (readOnly) return undefined;
  const { database, backups } = layoutOf(folder);
  const earlier = await scheduledBackups(folder);
  // By distance, so that one made while the clock was wrong neither stops the others nor calls for one at every start.
  if (earlier.some(({ at }) => Math.abs(now.getTime() - at.getTime()) < schedule.interval)) return undefined;
  const path = await copyInto(database, backups, `${stamp(now)}-v${FORMAT_VERSION}-scheduled`);
  const surplus = (await scheduledBackups(folder)).filter((backup) => backup.path !== path).slice(schedule.keep - 1);
  for (const backup of surplus) await rm(backup.path);
  return path;
}

/** Keeps the project as it was before a migration; such a backup is never deleted by the program. Answers its path. */
export function backupBeforeMigration(folder: string, from: number, to: number, now = new Date()): Promise<string> {
  const { database, backups } = layoutOf(folder);
  return copyInto(database, backups, `${stamp(now)}-v${from}-before-v${to}`);
}

/** All backups in the project's folder, newest first; other files there are left out. */
export async function listBackups(folder: string): Promise<Backup[]> {
  const { backups } = layoutOf(folder);
  const names = await readdir(backups).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw asProblem(error, backups);
  });
  return names
    .flatMap((name) => {
      const parts = NAME.exec(name)?.groups;
      if (!parts) return [];
      const { date = '', hour = '', minute = '', second = '', version = '', next } = parts;
      const at = new Date(`${date}T${hour}:${minute}:${second}Z`);
      const kind = next === undefined ? ('scheduled' as const) : ('before-migration' as const);
      return Number.isNaN(at.getTime()) ? [] : [{ path: join(backups, name), at, version: Number(version), kind }];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

const NAME =
  /^(?<date>\d{4}-\d\d-\d\d)T(?<hour>\d\d)-(?<minute>\d\d)-(?<second>\d\d)Z-v(?<version>\d+)-(?:scheduled|before-v(?<next>\d+))(?:-\d+)?\.sqlite$/;

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

const scheduledBackups = async (folder: string): Promise<Backup[]> =>
  (await listBackups(folder)).filter(({ kind }) => kind === 'scheduled');

/** Two backups within a second get a number each. */
async function copyInto(database: string, backups: string, name: string): Promise<string> {
  try {
    await mkdir(backups, { recursive: true });
    await removeAbandoned(backups);
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

const ABANDONED_MS = 60 * 60 * 1000;

/** A killed backup leaves its unfinished copy, which may be as large as the project. */
async function removeAbandoned(backups: string): Promise<void> {
  const drafts = (await readdir(backups)).filter((name) => /^\.palimpsest-[0-9a-f]+\.tmp/.test(name));
  for (const path of drafts.map((name) => join(backups, name))) {
    if (Date.now() - (await stat(path)).mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}
