import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { replace, syncFolder } from '../../../models/atomic-file.ts';
import { asProblem, Problem } from '../../../models/problem.ts';

/**
 * Makes a folder that stands at `destination` whole or not at all: `fill` puts synced files into a temporary one beside
 * it, which is then renamed. Throws `bad-argument` where something stands there already, `not-found` without the folder
 * above, `not-writable`, `disk-full`, and what `fill` throws.
 */
export async function makeFolder<T>(destination: string, fill: (folder: string) => Promise<T>): Promise<T> {
  const place = resolve(destination);
  await refuseExisting(place);
  const temporary = temporaryFolder(place);
  try {
    await attempt(place, () => mkdir(temporary));
    const result = await fill(temporary);
    await attempt(place, () => syncFolder(temporary));
    await refuseExisting(place);
    await attempt(place, () => replace(temporary, place));
    await attempt(place, () => syncFolder(dirname(place)));
    return result;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** A name that nothing bears yet, beside `place`. */
export const temporaryFolder = (place: string): string =>
  join(dirname(place), `.palimpsest-${randomBytes(8).toString('hex')}.tmp`);

async function refuseExisting(place: string): Promise<void> {
  const isThere = await lstat(place).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw asProblem(error, place);
    },
  );
  if (isThere) throw new Problem('bad-argument', `${place} already exists.`, 'Name a folder that is not there yet.');
}

async function attempt(place: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw asProblem(error, isMissing ? `The folder ${dirname(place)}` : place);
  }
}
