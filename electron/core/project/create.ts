import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { closeDatabase, createDatabase } from '../db/connection.ts';
import { writeIdentity } from '../db/queries/project-facts.ts';
import { asDatabaseProblem, requireShortPath } from '../db/sqlite-problem.ts';
import { draftIn, syncFolder } from '../../../models/base/atomic-file.ts';
import { layoutOf } from './layout.ts';
import { openProject, type Project } from './project.ts';

export interface CreateProjectOptions {
  /** What people call it; the folder's name by default. */
  name?: string;
  /** What the lock says has it open, such as `palimpsest import`. */
  program: string;
}

/**
 * Makes a project and opens it. `folder` must be missing or empty; its parents are made. The project is built beside its
 * place and renamed, so that a crash leaves no half of one. Throws `bad-argument`, `not-writable`, `disk-full`.
 */
export async function createProject(folder: string, { name, program }: CreateProjectOptions): Promise<Project> {
  const place = resolve(folder);
  const title = (name ?? basename(place)).trim();
  if (title === '') throw new Problem('project-unnamed', {});
  await refuseFilled(place);
  const draft = draftIn(dirname(place));
  for (const path of [place, draft]) requireShortPath(layoutOf(path).backups);
  try {
    await mkdir(dirname(place), { recursive: true });
    await build(draft, title);
    await moveIntoPlace(draft, place);
  } catch (error) {
    throw asDatabaseProblem(error, place);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return openProject(place, { program });
}

async function build(draft: string, name: string): Promise<void> {
  const { database, backups, restored, models } = layoutOf(draft);
  for (const folder of [draft, backups, restored, models]) await mkdir(folder);
  const db = createDatabase(database);
  try {
    writeIdentity(db, { id: randomUUID(), name, created: new Date().toISOString() });
  } finally {
    closeDatabase(db);
  }
  await syncFolder(draft);
}

async function moveIntoPlace(draft: string, place: string): Promise<void> {
  try {
    // Windows renames onto nothing only. An empty folder is all that can go here.
    if (process.platform === 'win32') await rmdir(place).catch(ignoreMissing);
    await rename(draft, place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOTEMPTY' || code === 'EEXIST' ? filled(place) : error;
  }
  await syncFolder(dirname(place));
}

async function refuseFilled(place: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') throw new Problem('project-place-is-file', { place }, { cause: error });
    throw asProblem(error, place);
  }
  if (names.length > 0) throw filled(place);
}

const filled = (place: string): Problem => new Problem('folder-not-empty', { place });

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
