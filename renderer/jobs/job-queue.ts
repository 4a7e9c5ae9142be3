import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Job, JobRequest } from '../../electron/contract/job-list.ts';
import { client } from '../app/client.ts';

const AGAIN_MS = 1000;

/** The studio's queue of long jobs, as the window sees it. */
export const useJobQueue = defineStore('jobs', () => {
  const jobs = shallowRef<readonly Job[]>([]);
  const drawerOpen = ref(false);
  const listeners = new Set<(job: Job) => void>();
  let watching = false;

  const running = computed(() => jobs.value.filter(isUnderWay));
  /** 0..1 over all running jobs whose end is known; `null` where there is none. */
  const progress = computed(() => {
    const known = running.value.filter((job) => job.of !== null && job.of > 0);
    if (known.length === 0) return null;
    return known.reduce((sum, job) => sum + job.done / (job.of ?? 1), 0) / known.length;
  });

  function take(next: readonly Job[]): void {
    const before = new Map(jobs.value.map((job) => [job.id, job]));
    jobs.value = next;
    for (const job of next) {
      const was = before.get(job.id);
      if (was && isUnderWay(was) && !isUnderWay(job)) for (const tell of listeners) tell(job);
    }
  }

  /** Follows the queue for the window's life, also over a lost connection. */
  async function watch(): Promise<void> {
    if (watching) return;
    watching = true;
    for (;;) {
      try {
        for await (const next of await client.jobs.watch()) take(next);
      } catch {
        // The shell reports a lost connection; the queue is asked again as soon as there is one.
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  async function start(request: JobRequest): Promise<Job> {
    const job = await client.jobs.start(request);
    if (!jobs.value.some((other) => other.id === job.id)) jobs.value = [job, ...jobs.value];
    return job;
  }

  function byId(id: number): Job | undefined {
    return jobs.value.find((job) => job.id === id);
  }

  /** Calls back when a job ends. Returns how to stop listening. */
  function onEnd(tell: (job: Job) => void): () => void {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }

  return { jobs, running, progress, drawerOpen, watch, start, byId, onEnd };
});

export function isUnderWay(job: Job): boolean {
  return job.state === 'running' || job.state === 'stopping';
}
