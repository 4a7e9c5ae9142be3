import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { syncFolder } from '../../../models/base/atomic-file.ts';
import { ExportFolder } from './export-folder.ts';
import { removeLeftovers, unfinishedName } from './unfinished.ts';

export interface NewExportOptions {
  signal: AbortSignal | undefined;
  /** The one file that is the export, where `fill` makes it beside others; else the folder itself is. */
  file?: string;
}

/**
 * Makes a folder, or a single file, that stands at `destination` whole and synced or not at all: `fill` works in a folder
 * beside it, which is then renamed. What a killed export to the same place left there is removed first. Throws
 * `bad-argument` where something stands there already, `not-found` without the folder above, `not-writable`, `disk-full`,
 * `cancelled`, and what `fill` throws.
 */
export async function makeExport<T>(
  destination: string,
  { signal, file }: NewExportOptions,
  fill: (folder: ExportFolder) => Promise<T>,
): Promise<T> {
  const place = resolve(destination);
  await onDisk(place, () => removeLeftovers(place));
  await refuseExisting(place);
  const unfinished = await onDisk(place, async () => {
    const folder = await unfinishedName(place);
    await mkdir(folder);
    return folder;
  });
  try {
    const result = await filled(new ExportFolder(unfinished, place), fill);
    if (signal?.aborted) throw cancelled(place);
    await refuseExisting(place);
    await onDisk(place, () => moveTo(file === undefined ? unfinished : join(unfinished, file), place));
    if (file !== undefined) await onDisk(place, () => rm(unfinished, { recursive: true }));
    await onDisk(place, () => syncFolder(dirname(place)));
    return result;
  } catch (error) {
    // What cannot be removed now is left to the next export; why this one failed matters more.
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw error instanceof Problem && error.code === 'disk-full' ? diskFull(place, error) : error;
  }
}

async function filled<T>(folder: ExportFolder, fill: (folder: ExportFolder) => Promise<T>): Promise<T> {
  try {
    const result = await fill(folder);
    await folder.finish();
    return result;
  } finally {
    await folder.close();
  }
}

export const cancelled = (place: string): Problem =>
  new Problem('cancelled', `The export to ${place} was stopped; nothing of it was kept.`, 'Start it again.');

const diskFull = (place: string, cause: Problem): Problem =>
  new Problem(
    'disk-full',
    `The disk that holds ${place} is full; nothing of the export was kept.`,
    'Free some space or choose another disk, then export again.',
    { cause },
  );

async function refuseExisting(place: string): Promise<void> {
  const isThere = await lstat(place).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw asProblem(error, place);
    },
  );
  if (isThere) throw new Problem('bad-argument', `${place} already exists.`, 'Name a place where nothing is yet.');
}

async function onDisk<T>(place: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw asProblem(error, isMissing ? `The folder ${dirname(place)}` : place);
  }
}

const RETRIES = 5;

/** On Windows a virus scanner or indexer may hold a new file open for a moment, so a refused rename is tried again. */
async function moveTo(unfinished: string, place: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(unfinished, place);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isHeld = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!isHeld || tries > RETRIES) throw error;
      await setTimeout(20 * 2 ** tries);
    }
  }
}
