import { setImmediate } from 'node:timers/promises';
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
  for (;;) {
    check();
    const step = writes ? synced(db, isSynced(), () => inTransaction(db, slice)) : db.transaction(slice)();
    onSlice(step.done ? taken - 1 : taken);
    if (step.done) return step.value;
    await setImmediate();
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
