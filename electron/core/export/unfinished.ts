import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isRunning, processStart } from '../project/process-identity.ts';

const PREFIX = '.palimpsest-unfinished-export-';

/**
 * What an export is called until it is whole: beside its destination, with the destination's name, the computer and the
 * process in it, so that a later export to the same place knows what a killed one left behind.
 */
export async function unfinishedName(place: string): Promise<string> {
  const owner = `${await startOf(process.pid)}-${process.pid}-${randomBytes(4).toString('hex')}`;
  return join(dirname(place), `${prefixFor(place)}${owner}.tmp`);
}

/** Removes what exports to `place` left behind whose process is gone. Throws what the file system throws. */
export async function removeLeftovers(place: string): Promise<void> {
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
