import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { asProblem } from './problem.ts';

/**
 * Writes a whole file or nothing: a temporary file beside it, synced to disk, then renamed over it. A reader sees the old
 * bytes or the new ones, also after a power cut; a failure leaves the old file and no temporary one. The folder must
 * exist. Text is written as UTF-8. Throws `not-found`, `not-writable`, `disk-full`, `bad-argument`.
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const temporary = draftIn(folder);
  try {
    try {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await replace(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  } catch (error) {
    const missingFolder = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw asProblem(error, missingFolder ? `The folder ${folder}` : path);
  }
}

/** A place in a folder for what is renamed when it is whole. Its length does not follow that of the final name. */
export const draftIn = (folder: string): string => join(folder, `.palimpsest-${randomBytes(8).toString('hex')}.tmp`);

/** Deletes what killed processes left under such names, and beside them, and nobody has written to for `quiet` milliseconds. */
export async function removeDrafts(folder: string, quiet = 0): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => /^\.palimpsest-[0-9a-f]+\.tmp/.test(name));
  for (const path of drafts.map((name) => join(folder, name))) {
    if (quiet === 0 || Date.now() - (await stat(path)).mtimeMs > quiet) await rm(path, { force: true });
  }
}

const RETRIES = 5;

/** A rename; on Windows a virus scanner or indexer may hold a file open for a moment, so a refused one is tried again. */
export async function replace(temporary: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(temporary, path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const held = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!held || attempt > RETRIES) throw error;
      await setTimeout(20 * 2 ** attempt);
    }
  }
}

/** Makes new names in a folder durable. Windows cannot open folders, and some network file systems cannot sync them. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!cannotSyncFolders(error)) throw error;
  } finally {
    await handle.close();
  }
}

/** `syncFolder` where nothing may come in between. */
export function syncFolderNow(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!cannotSyncFolders(error)) throw error;
  } finally {
    closeSync(fd);
  }
}

const cannotSyncFolders = (error: unknown): boolean =>
  ['EINVAL', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '');
