import { onScopeDispose, ref, watch, type Ref } from 'vue';
import type { JobEvent } from '../../electron/contract/job-list.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import { problemOf } from '../app/problem-of.ts';
import { isUnderWay, useJobQueue } from './job-queue.ts';
import { followJob } from './job-events.ts';

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
