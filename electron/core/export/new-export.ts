import { lstat, mkdir, rename, rm, readdir } from 'node:fs/promises';
import { dirname, join, resolve, basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { syncFolder } from '../../../models/base/atomic-file.ts';
import { ExportFolder } from './export-folder.ts';
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isRunning, processStart } from '../project/process-identity.ts';

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

export const cancelled = (place: string): Problem => new Problem('export-stopped', { place });

const diskFull = (place: string, cause: Problem): Problem => new Problem('export-disk-full', { place }, { cause });

async function refuseExisting(place: string): Promise<void> {
  const isThere = await lstat(place).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw asProblem(error, place);
    },
  );
  if (isThere) throw new Problem('export-place-taken', { place });
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

const PREFIX = '.palimpsest-unfinished-export-';

/**
 * What an export is called until it is whole: beside its destination, with the destination's name, the computer and the
 * process in it, so that a later export to the same place knows what a killed one left behind.
 */
async function unfinishedName(place: string): Promise<string> {
  const owner = `${await startOf(process.pid)}-${process.pid}-${randomBytes(4).toString('hex')}`;
  return join(dirname(place), `${prefixFor(place)}${owner}.tmp`);
}

/** Removes what exports to `place` left behind whose process is gone. Throws what the file system throws. */
async function removeLeftovers(place: string): Promise<void> {
  const prefix = prefixFor(place);
  for (const name of await readdir(dirname(place))) {
    const [, start, pid] =
      /^(\w+)-(\d+)-\w+\.tmp$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
    if (start === undefined || (await isOwnedBy(Number(pid), start))) continue;
    await rm(join(dirname(place), name), { recursive: true, force: true });
  }
}

/** A destination's own name may be as long as the disk allows, so its hash is used; so is the computer. */
const prefixFor = (place: string): string => `${PREFIX}${hashOf(basename(place))}-${hashOf(hostname())}-`;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const UNKNOWN = 'unknown';

/** Tells a process from a later one with the same number. */
async function startOf(pid: number): Promise<string> {
  const start = await processStart(pid);
  return start === undefined ? UNKNOWN : hashOf(start);
}

async function isOwnedBy(pid: number, start: string): Promise<boolean> {
  if (!(await isRunning(pid, undefined))) return false;
  const actual = await startOf(pid);
  return start === UNKNOWN || actual === UNKNOWN || actual === start;
}
