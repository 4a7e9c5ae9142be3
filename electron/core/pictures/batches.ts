import { asProblem, Problem } from '../../../models/base/problem.ts';
import type { Outcome } from '../../contract/compute.ts';

/** Splits `items` into runs of at most `size`. */
export function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

/**
 * Works on chunks of items with a few chunks under way, so that one is decoded while another computes, and yields
 * results in order. When `signal` is aborted no further chunk is begun; those under way are finished and yielded. However it
 * is left, nothing of it is under way afterwards, so that what the work uses can be closed.
 */
export async function* inOrder<T, R>(
  chunks: Iterable<T>,
  underWay: number,
  signal: AbortSignal,
  work: (chunk: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  try {
    for (const chunk of chunks) {
      if (signal.aborted) break;
      const promise = work(chunk);
      promise.catch(() => undefined); // reported when its turn comes
      running.push(promise);
      if (running.length >= underWay) yield await (running.shift() as Promise<R>);
    }
    for (let next = running.shift(); next; next = running.shift()) yield await next;
  } finally {
    await Promise.allSettled(running);
  }
}

const CHUNK = 16;
const CHUNKS_UNDER_WAY = 2;

/** What `work` makes of every item, in order: chunk by chunk, with one chunk decoded while another computes. */
export async function* inChunks<T, R>(
  items: readonly T[],
  signal: AbortSignal,
  work: (chunk: T[]) => Promise<R[]>,
): AsyncGenerator<R> {
  for await (const results of inOrder(chunksOf(items, CHUNK), CHUNKS_UNDER_WAY, signal, work)) yield* results;
}

const TRIES_ALONE = 3;
/** Items in a row that killed the host each time: it is not their fault then. */
const MOST_LOST_IN_A_ROW = 3;

/**
 * Calls with a whole batch, and item by item where that fails, so that a batch that takes the compute host down costs
 * only the culprit. An item alone is tried again when the host died under it: its neighbour in another batch may have
 * been the reason. A host that dies whatever it is given ends the job. One for each job.
 */
export class ResilientCalls {
  #lostInARow = 0;

  /** Throws `compute-died` where the host cannot be kept alive. */
  async run<I, R>(items: readonly I[], call: (items: I[]) => Promise<Outcome<R>[]>): Promise<Outcome<R>[]> {
    if (items.length === 0) return [];
    try {
      const outcomes = await call([...items]);
      this.#lostInARow = 0;
      return outcomes;
    } catch (thrown) {
      if (thrown instanceof Problem && thrown.code === 'cancelled') throw thrown; // of a client that was closed
      const outcomes: Outcome<R>[] = [];
      for (const item of items) outcomes.push(await this.#alone(item, call));
      return outcomes;
    }
  }

  async #alone<I, R>(item: I, call: (items: I[]) => Promise<Outcome<R>[]>): Promise<Outcome<R>> {
    for (let tries = 1; ; tries++) {
      try {
        const [outcome] = await call([item]);
        this.#lostInARow = 0;
        return outcome as Outcome<R>;
      } catch (thrown) {
        const problem = asProblem(thrown, 'The compute host');
        if (problem.code === 'cancelled') throw problem; // of a client that was closed
        if (problem.code !== 'compute-died') return { ok: false, problem: problem.toData() };
        if (tries < TRIES_ALONE) continue;
        if (++this.#lostInARow >= MOST_LOST_IN_A_ROW) throw problem;
        return { ok: false, problem: problem.toData() };
      }
    }
  }
}
