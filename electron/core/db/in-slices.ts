import { setImmediate } from 'node:timers/promises';
import { inThread } from '../../../models/base/in-thread.ts';
import type { Database } from './connection.ts';
import { inTransaction } from './transaction.ts';

interface SliceOptions {
  /** How long others wait at most before a slice ends, its commit not counted, in milliseconds. */
  length?: number;
  /** Each slice is one transaction. Without it the steps may only read. */
  writes: boolean;
  /** Whether the next slice is on the disk once it is committed. */
  isSynced?: () => boolean;
  /** Throws what ends the work before the next slice. */
  check?: () => void;
  /** After each slice, with the steps of all slices so far. */
  onSlice?: (steps: number) => void;
}

const SLICE_MS = 10;

/**
 * Runs a generator in slices of some milliseconds, and lets everybody else have their turn in between. Only the next commit
 * outside of slices puts them on the disk for certain; a power cut before it leaves the first of them, never a later one
 * without an earlier. Throws what the steps, `check` and `inTransaction` throw; slices that were committed stay.
 */
export async function inSlices<R>(
  db: Database,
  steps: Generator<undefined, R, void>,
  {
    length = SLICE_MS,
    writes,
    isSynced = () => false,
    check = () => undefined,
    onSlice = () => undefined,
  }: SliceOptions,
): Promise<R> {
  let taken = 0;
  const slice = () => {
    const end = performance.now() + length;
    for (;;) {
      const step = steps.next();
      taken++;
      if (step.done || performance.now() >= end) return step;
    }
  };
  let checkpoints: Checkpoints | undefined;
  try {
    for (let slices = 1; ; slices++) {
      check();
      const step = writes ? synced(db, isSynced(), () => inTransaction(db, slice)) : db.transaction(slice)();
      onSlice(step.done ? taken - 1 : taken);
      if (step.done) return step.value;
      if (writes && slices === MANY_SLICES && !db.memory) checkpoints = new Checkpoints(db);
      await setImmediate();
    }
  } finally {
    await checkpoints?.end();
  }
}

/** From here on a thread is worth its start. */
const MANY_SLICES = 20;
/** SQLite's own: pages of the log from which on a commit folds it into the file. */
const AUTOMATIC_PAGES = 1000;

/** Has a thread fold the log into the file, which takes as long as the disk, so that no commit has to. */
class Checkpoints {
  readonly #db: Database;
  readonly #ending = new AbortController();
  readonly #thread: Promise<unknown>;

  constructor(db: Database) {
    this.#db = db;
    db.pragma('wal_autocheckpoint = 0');
    const script = new URL('./checkpoint-thread.ts', import.meta.url);
    // Where it cannot, the log grows until the end, and is folded in by the next commit after it.
    this.#thread = inThread<null>(script, db.name, { signal: this.#ending.signal }).catch(() => undefined);
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#thread;
    this.#db.pragma(`wal_autocheckpoint = ${AUTOMATIC_PAGES}`);
  }
}

/** One sync for many slices, at the end, instead of one for each. */
function synced<T>(db: Database, isSynced: boolean, work: () => T): T {
  if (isSynced) return work();
  db.pragma('synchronous = NORMAL');
  try {
    return work();
  } finally {
    db.pragma('synchronous = FULL');
  }
}
