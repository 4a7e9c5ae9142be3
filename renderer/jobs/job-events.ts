import type { JobEvent } from '../../electron/contract/job-list.ts';
import { client } from '../app/client.ts';

const AGAIN_MS = 1000;

/**
 * Tells the events of a job from the first on, until it has ended or `signal` is aborted; a lost connection is taken up where
 * it was lost. Throws `not-found` for a job that is not there any more.
 */
export async function followJob(
  jobId: number,
  { from, signal, onEvent }: { from: number; signal: AbortSignal; onEvent: (event: JobEvent) => void },
): Promise<void> {
  // A function: the signal may be aborted whenever something is waited for.
  const isOver = () => signal.aborted;
  for (let next = from; !isOver();) {
    try {
      for await (const event of await client.jobs.events({ jobId, from: next }, { signal })) {
        if (isOver()) return;
        next = event.number + 1;
        onEvent(event);
      }
      return;
    } catch (error) {
      if (isOver()) return;
      if (isProblem(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** Whether the studio itself said no; anything else is the connection. */
const isProblem = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'PROBLEM';
