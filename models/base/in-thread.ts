import { Worker } from 'node:worker_threads';
import { Problem } from './problem.ts';
import type { ThreadSays } from './serve-thread.ts';

export interface ThreadOptions<P> {
  /** Asks the thread to stop; it ends when it has. */
  signal?: AbortSignal | undefined;
  /** For work that cannot stop by itself: the signal ends the thread in the middle of it, and this is thrown. */
  cut?: () => Error;
  onProgress?: (progress: P) => void;
}

/**
 * Work of the processor, or that waits for a disk, in a thread of its own: `script` is a program that calls `serveThread`,
 * `input` what it is given, both ways by structured clone. Throws what the thread throws, Problems as Problems.
 */
export async function inThread<R, P = never>(
  script: URL,
  input: unknown,
  { signal, cut, onProgress = () => undefined }: ThreadOptions<P> = {},
): Promise<R> {
  const worker = new Worker(script, { workerData: input });
  const { promise, resolve, reject } = Promise.withResolvers<R>();
  worker.on('message', (said: ThreadSays<R, P>) => {
    if ('progress' in said) onProgress(said.progress);
    else if ('problem' in said) reject(Problem.from(said.problem));
    else resolve(said.result);
  });
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`A thread ended with code ${code}`)));
  const stop = () => (cut ? reject(cut()) : worker.postMessage('stop'));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
