import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { Problem } from '../../../models/base/problem.ts';
import { isRunning, processStart } from './process-identity.ts';
import { readUserText } from '../../../models/base/user-file.ts';

const holderSchema = z.object({
  host: z.string(),
  pid: z.number().int().positive(),
  /** See `processStart`. */
  processStart: z.string().optional(),
  program: z.string(),
  /** ISO 8601, UTC. */
  since: z.string(),
  /** Names this very lock, so that nobody removes or takes over another one. It becomes part of a file name. */
  nonce: z.string().regex(/^[0-9a-f]{24}$/),
});

/** Who holds a lock. */
export type LockHolder = z.infer<typeof holderSchema>;

export interface Lock {
  readonly holder: LockHolder;
  /** Whose lock was found and taken over because its process no longer exists. `null`: its text could not be read. */
  readonly takenOverFrom: LockHolder | null | undefined;
  release(): Promise<void>;
  /** Gives up a lock that was taken over as if nobody had: the next one still learns of the unclean exit. */
  abandon(): Promise<void>;
}

export type LockAttempt = { lock: Lock; heldBy?: never } | { heldBy: LockHolder; lock?: never };

/** A lock file whose content cannot be read is its maker's to finish for so long; then its maker is taken for dead. */
const UNFINISHED_MS = 2_000;

/**
 * Takes the lock file `path`, or says who holds it. A holder on another host counts as running, because nobody here can
 * tell. Throws what the file system throws, such as EACCES, EROFS or ENOSPC.
 *
 * The file appears whole or not at all (a hard link to a finished one). A dead process's lock is replaced by a rename,
 * which only the holder of a second lock named after the dead one's nonce may do; so of any number of processes that
 * find it, one gets it, and a living lock is never removed.
 */
export async function acquireLock(path: string, program: string): Promise<LockAttempt> {
  const start = await processStart(process.pid);
  const holder: LockHolder = {
    host: hostname(),
    pid: process.pid,
    ...(start !== undefined && { processStart: start }),
    program,
    since: new Date().toISOString(),
    nonce: randomBytes(12).toString('hex'),
  };
  const draft = `${path}.${holder.nonce}.tmp`;
  try {
    await writeWhole(draft, textOf(holder));
    return await contend(path, draft, holder);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Who holds the lock file now; a dead process's lock counts for none. */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  const found = await readLock(path);
  if (!found?.holder) return undefined;
  return (await isAlive(found.holder)) ? found.holder : undefined;
}

async function contend(path: string, draft: string, holder: LockHolder): Promise<LockAttempt> {
  for (;;) {
    if (await place(draft, path)) return { lock: lockOf(path, holder, undefined) };
    const found = await readLock(path);
    if (!found) continue; // released in between
    if (found.holder && (await isAlive(found.holder))) return { heldBy: found.holder };
    if (!found.holder && found.age < UNFINISHED_MS) {
      await setTimeout(50);
      continue;
    }
    const claim = await acquireLock(`${path}.${found.nonce}`, holder.program);
    if (claim.heldBy) {
      if (claim.heldBy.host !== holder.host) return claim;
      await setTimeout(20); // another process is taking it over and will be the holder in a moment
      continue;
    }
    try {
      if ((await readLock(path))?.nonce !== found.nonce) continue;
      await rename(draft, path);
      return { lock: lockOf(path, holder, found.holder ?? null) };
    } finally {
      await claim.lock.release();
    }
  }
}

function lockOf(path: string, holder: LockHolder, takenOverFrom: Lock['takenOverFrom']): Lock {
  const isOurs = async () => (await readLock(path))?.nonce === holder.nonce;
  return {
    holder,
    takenOverFrom,
    async release() {
      if (await isOurs()) await rm(path, { force: true });
    },
    async abandon() {
      if (!(await isOurs())) return;
      if (takenOverFrom) await writeFileAtomically(path, textOf(takenOverFrom));
      else await rm(path, { force: true });
    },
  };
}

const textOf = (holder: LockHolder): string => JSON.stringify(holder, null, 2);

async function isAlive({ host, pid, processStart: start }: LockHolder): Promise<boolean> {
  return host !== hostname() || (await isRunning(pid, start));
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts the finished draft at `path` unless something is there. */
async function place(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // FAT and some network disks know no hard links; there the file is made empty first and filled at once.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error;
  }
  try {
    await writeWhole(path, await readFile(draft, 'utf8'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

interface FoundLock {
  holder: LockHolder | undefined;
  /** Of the holder, or made from the unreadable file's own facts. */
  nonce: string;
  /** Milliseconds since it was last written. */
  age: number;
}

async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const text = await readUserText(path);
    const facts = await stat(path);
    const holder = parseHolder(text);
    return {
      holder,
      nonce: holder?.nonce ?? `unreadable-${facts.ino}-${Math.trunc(facts.mtimeMs)}`,
      age: Date.now() - facts.mtimeMs,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What a person reads whose project is open elsewhere. */
export function heldElsewhere(folder: string, lockFile: string, { host, pid, program, since }: LockHolder): Problem {
  const reason = host === hostname() ? 'project-held-here' : 'project-held-elsewhere';
  return new Problem(reason, { folder, program, pid, host, since, lockFile });
}
