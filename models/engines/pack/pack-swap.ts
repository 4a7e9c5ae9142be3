import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../../base/atomic-file.ts';

/** Where this process prepares a new `target`; beside it, so that putting it in place is a rename. */
export const stagingFolder = (target: string): string => `${target}-installing-${process.pid}`;

const formerFolder = (target: string): string => `${target}.former`;

/** Puts the finished pack in place. A crash in between leaves the former pack where `restoreFormerPack` finds it. */
export async function putInPlace(staging: string, target: string): Promise<void> {
  const former = formerFolder(target);
  await rm(former, { recursive: true, force: true });
  const hadOne = await rename(target, former).then(
    () => true,
    (thrown: unknown) => {
      if (!isMissing(thrown)) throw thrown;
      return false;
    },
  );
  try {
    await rename(staging, target);
  } catch (thrown) {
    if (hadOne) await rename(former, target);
    throw thrown;
  }
  await syncFolder(dirname(target));
  await rm(former, { recursive: true, force: true });
}

/**
 * Puts the former pack back where an installation was cut off between taking it away and setting up the new one. Does
 * nothing while another process installs.
 */
export async function restoreFormerPack(target: string): Promise<void> {
  if (await stat(target).catch(() => undefined)) return;
  if ((await installations(target)).some(({ running }) => running)) return;
  await rename(formerFolder(target), target).catch((thrown: unknown) => {
    if (!isMissing(thrown)) throw thrown;
  });
}

/** Deletes unfinished installations of processes that have ended. */
export async function removeLeftovers(target: string): Promise<void> {
  for (const { folder, running } of await installations(target)) {
    if (!running) await rm(folder, { recursive: true, force: true });
  }
}

async function installations(target: string): Promise<{ folder: string; running: boolean }[]> {
  const parent = dirname(target);
  const prefix = `${basename(target)}-installing-`;
  const names = await readdir(parent).catch(() => []);
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ folder: join(parent, name), running: isRunning(Number(name.slice(prefix.length))) }));
}

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === 'ENOENT';

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
