import { Worker } from 'node:worker_threads';
import { Problem } from './problem.ts';
import type { ThreadSays } from './serve-thread.ts';

export interface ThreadOptions<P> {
  /** Tells the thread to stop; it ends when it has. */
  signal?: AbortSignal | undefined;
  onProgress?: (progress: P) => void;
}

/**
 * Work of the processor, or that waits for a disk, in a thread of its own: `script` is a program that calls `serveThread`,
 * `input` what it is given, both ways by structured clone. Throws what the thread throws, Problems as Problems.
 */
export async function inThread<R, P = never>(
  script: URL,
  input: unknown,
  { signal, onProgress = () => undefined }: ThreadOptions<P> = {},
): Promise<R> {
  const worker = new Worker(script, { workerData: input });
  const stop = () => worker.postMessage('stop');
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await new Promise<R>((resolve, reject) => {
      worker.on('message', (said: ThreadSays<R, P>) => {
        if ('progress' in said) onProgress(said.progress);
        else if ('problem' in said) reject(Problem.from(said.problem));
        else resolve(said.result);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`A thread ended with code ${code}`)));
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
