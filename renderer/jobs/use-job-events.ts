import { onScopeDispose, ref, watch, type Ref } from 'vue';
import type { JobEvent } from '../../electron/contract/job-list.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import { client } from '../app/client.ts';
import { problemOf } from '../app/problem-of.ts';
import { isUnderWay, useJobQueue } from './job-queue.ts';

const AGAIN_MS = 1000;

/**
 * Follows the events of a job for as long as the component is there, also when the job is resumed. `begin` is called where
 * another job is followed from then on.
 */
export function useJobEvents(
  jobId: () => number | undefined,
  { begin, onEvent }: { begin: () => void; onEvent: (event: JobEvent['event']) => void },
): { problem: Ref<ProblemData | null> } {
  const jobQueue = useJobQueue();
  const problem = ref<ProblemData | null>(null);
  let controller = new AbortController();
  let next = 0;

  async function follow(id: number, signal: AbortSignal): Promise<void> {
    try {
      await followJob(id, {
        ...{ from: next, signal },
        onEvent: ({ number, event }) => {
          next = number + 1;
          onEvent(event);
        },
      });
    } catch (error) {
      problem.value = problemOf(error);
    }
  }
  function start(id: number | undefined, afresh: boolean): void {
    controller.abort();
    controller = new AbortController();
    if (afresh) {
      next = 0;
      problem.value = null;
      begin();
    }
    if (id !== undefined) void follow(id, controller.signal);
  }

  watch(jobId, (id) => start(id, true), { immediate: true });
  watch(
    () => {
      const id = jobId();
      const job = id === undefined ? undefined : jobQueue.byId(id);
      return job !== undefined && isUnderWay(job);
    },
    (runs, ran) => runs && !ran && start(jobId(), false),
  );
  onScopeDispose(() => controller.abort());
  return { problem };
}

/**
 * Tells the events of a job from the first on, until it has ended or `signal` is aborted; a lost connection is taken up where
 * it was lost. Throws `not-found` for a job that is not there any more.
 */
async function followJob(
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
