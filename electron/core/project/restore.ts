import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { draftIn, removeDrafts, syncFolder } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { isThere } from '../../../models/base/user-file.ts';
import type { BackupFacts, RestoredProject } from '../../contract/project.ts';
import { replayJournal } from '../annotate/replay-journal.ts';
import { closeDatabase, openDatabase } from '../db/connection.ts';
import { copyDatabase } from '../db/copy.ts';
import { migrate } from '../db/migrate.ts';
import { MIGRATIONS } from '../db/migrations/migrations.ts';
import { labelEventState } from '../db/queries/project-facts.ts';
import { readJournal } from '../db/read-journal.ts';
import { asDatabaseProblem, damagedDatabase } from '../db/sqlite-problem.ts';
import { type Backup, listBackups } from './backup-files.ts';
import { proofOf, prove } from './backup-proof.ts';
import { layoutOf, type ProjectLayout } from './layout.ts';
import { acquireLock, heldElsewhere } from './lock.ts';

/** The backups in a project's folder, newest first; ones that nobody has checked are checked now. Throws `not-found`. */
export async function backupFacts(folder: string, signal?: AbortSignal): Promise<BackupFacts[]> {
  await stat(folder).catch((error: unknown) => {
    throw asProblem(error, folder);
  });
  const facts: BackupFacts[] = [];
  for (const backup of await listBackups(folder)) {
    const proof = (await proofOf(backup)) ?? (await prove(backup, signal).then(() => proofOf(backup)));
    facts.push({
      name: basename(backup.path),
      at: backup.at.toISOString(),
      kind: backup.kind,
      bytes: (await stat(backup.path)).size,
      state: !proof ? 'unchecked' : proof.faults.length === 0 ? 'proven' : 'damaged',
      contents: proof?.contents ? { pairs: proof.contents.pairs, labels: proof.contents.labels } : null,
      fault: proof?.faults[0] ?? null,
    });
  }
  return facts;
}

/**
 * Puts a backup in the place of a project's database, with the labels that were saved since, out of the journal. The
 * database that was there, damaged or not, is kept under `set-aside/`; until the restored one is whole, synced and sound,
 * nothing of the project changes. Throws `in-use` while someone has the project open, `not-found` for a backup that is not
 * there, `file-damaged` for one that is not sound, `disk-full`, `not-writable`.
 */
export async function restoreProject(folder: string, name: string, program: string): Promise<RestoredProject> {
  const layout = layoutOf(resolve(folder));
  const backup = (await listBackups(layout.folder)).find(({ path }) => basename(path) === name);
  if (!backup) {
    throw new Problem('no-such-backup', { folder: layout.folder, backup: name });
  }
  const attempt = await acquireLock(layout.lock, program).catch((error: unknown) => {
    throw asProblem(error, layout.folder);
  });
  if (attempt.heldBy) throw heldElsewhere(layout.folder, layout.lock, attempt.heldBy);
  try {
    return await restore(layout, backup);
  } catch (error) {
    throw asDatabaseProblem(error, layout.database);
  } finally {
    await attempt.lock.release();
  }
}

async function restore(layout: ProjectLayout, backup: Backup): Promise<RestoredProject> {
  // Whatever was found earlier: disks rot.
  const { report } = await prove(backup);
  const [fault] = report.faults;
  if (fault) throw damagedDatabase(backup.path, fault.problem);
  // What a killed restoration left: only whoever has the lock comes here.
  await removeDrafts(layout.folder);
  const draft = draftIn(layout.folder);
  try {
    await copyDatabase(backup.path, draft);
    const { replayed, left, pairs, labels } = await bringUpToDate(draft, layout.journal);
    const setAside = await setAsideDatabase(layout);
    await rename(draft, layout.database);
    await syncFolder(layout.folder);
    return { backup: basename(backup.path), setAside, pairs, labels, replayed, left };
  } finally {
    for (const ending of ['', '-wal', '-shm', '-journal']) await rm(`${draft}${ending}`, { force: true });
  }
}

async function bringUpToDate(draft: string, journal: string) {
  const db = openDatabase(draft);
  try {
    await migrate(db, MIGRATIONS, () => Promise.resolve());
    const { replayed, left } = await replayJournal(db, readJournal(journal));
    const { pairs, labels } = labelEventState(db);
    return { replayed, left, pairs, labels };
  } finally {
    closeDatabase(db);
  }
}

/**
 * Keeps the database that is there, with its log, under the time of now. It goes last out of its place, by the rename that
 * follows, so that there is a project at any moment; its log goes first, because beside another database it would do harm.
 */
async function setAsideDatabase({ database, setAside }: ProjectLayout): Promise<string | null> {
  if (!(await isThere(database)) && !(await isThere(`${database}-wal`))) return null;
  const place = join(setAside, `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`);
  await mkdir(place, { recursive: true });
  for (const ending of ['-wal', '-shm', '-journal']) {
    if (await isThere(`${database}${ending}`))
      await rename(`${database}${ending}`, join(place, `project.sqlite${ending}`));
  }
  const kept = join(place, 'project.sqlite');
  if (await isThere(database)) await link(database, kept).catch(() => copyFile(database, kept));
  await syncFolder(place);
  return place;
}
