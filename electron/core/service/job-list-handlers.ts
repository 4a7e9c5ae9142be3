import type { JobQueue } from '../jobs/job-queue.ts';
import type { studioBase } from './contract-base.ts';

/** Calls about jobs that belong to the studio. */
export function boardHandlers(queue: JobQueue, studio: ReturnType<typeof studioBase>) {
  return {
    jobs: {
      start: studio.jobs.start.handler(({ input }) => queue.start(input)),
      list: studio.jobs.list.handler(() => queue.list()),
      watch: studio.jobs.watch.handler(({ signal }) => queue.watch(signal)),
      events: studio.jobs.events.handler(({ input: { jobId, from }, signal }) => queue.events(jobId, from, signal)),
      stop: studio.jobs.stop.handler(({ input: { jobId, keepBest = false } }) => {
        queue.stop(jobId, { keepBest });
        return null;
      }),
      resume: studio.jobs.resume.handler(({ input }) => queue.resume(input.jobId)),
      dismiss: studio.jobs.dismiss.handler(({ input }) => {
        queue.dismiss(input.jobId);
        return null;
      }),
    },
  };
}
