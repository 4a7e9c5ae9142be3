import type { JobBoard } from '../jobs/job-queue.ts';
import type { studioBase } from './contract-base.ts';

/** Calls about jobs that belong to the studio. */
export function boardHandlers(board: JobBoard, studio: ReturnType<typeof studioBase>) {
  return {
    jobs: {
      start: studio.jobs.start.handler(({ input }) => board.start(input)),
      list: studio.jobs.list.handler(() => board.list()),
      watch: studio.jobs.watch.handler(({ signal }) => board.watch(signal)),
      events: studio.jobs.events.handler(({ input: { jobId, from }, signal }) => board.events(jobId, from, signal)),
      stop: studio.jobs.stop.handler(({ input: { jobId, keepBest = false } }) => {
        board.stop(jobId, { keepBest });
        return null;
      }),
      resume: studio.jobs.resume.handler(({ input }) => board.resume(input.jobId)),
      dismiss: studio.jobs.dismiss.handler(({ input }) => {
        board.dismiss(input.jobId);
        return null;
      }),
    },
  };
}
