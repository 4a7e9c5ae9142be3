import { parentPort, workerData } from 'node:worker_threads';
import { asProblem, type ProblemData } from './problem.ts';

/** What a thread says: progress, then its result or why there is none. */
export type ThreadSays<R, P> = { progress: P } | { result: R } | { problem: ProblemData };

/**
 * The program of a thread that `inThread` starts: does `work` on what it was given, and says what became of it. Progress that
 * comes within `tellEvery` milliseconds of the last is dropped.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- they name what the work takes and tells
export function serveThread<I, R, P = never>(
  work: (input: I, run: { signal: AbortSignal; onProgress: (progress: P) => void }) => Promise<R> | R,
  { tellEvery = 0 }: { tellEvery?: number } = {},
): void {
  if (!parentPort) throw new Error('This program runs as a thread only');
  const port = parentPort;
  const say = (message: ThreadSays<R, P>) => port.postMessage(message);
  const stopping = new AbortController();
  port.on('message', () => stopping.abort());
  let toldAt = -Infinity;
  const onProgress = (progress: P) => {
    const now = performance.now();
    if (now - toldAt < tellEvery) return;
    toldAt = now;
    say({ progress });
  };
  Promise.resolve()
    .then(() => work(workerData as I, { signal: stopping.signal, onProgress }))
    .then(
      (result) => say({ result }),
      (error: unknown) => say({ problem: asProblem(error, 'The work of a thread').toData() }),
    )
    .finally(() => port.close());
}
