import type { JobQueue } from '../jobs/job-queue.ts';
import { suggestionsOf } from '../annotate/suggestions.ts';
import { jobContext } from '../models/job-context.ts';
import type { CurrentProject } from '../project/current-project.ts';
import { readingJob } from '../reading/reading-job.ts';
import { type studioBase, withContractErrors } from './contract-base.ts';
import type { RunDirectly } from './job-kinds.ts';

interface Setup {
  current: CurrentProject;
  queue: JobQueue;
  run: RunDirectly;
  software: string;
}

/** Calls that compute, on files and on the pairs of the open project, and calls about jobs that belong to the studio. */
export function jobHandlers({ current, queue, run, software }: Setup, studio: ReturnType<typeof studioBase>) {
  return {
    restoration: {
      run: studio.restoration.run.handler(({ input, signal }) => run('restore', input, signal)),
    },
    reading: {
      run: studio.reading.run.handler(async ({ input, signal = new AbortController().signal }) => {
        const context = { software, signal, ...(await jobContext(current.ifOpen)) };
        return withContractErrors(readingJob(input, context));
      }),
    },
    photos: {
      read: studio.photos.read.handler(({ input, signal }) => run('photo', input, signal)),
    },
    evaluation: {
      run: studio.evaluation.run.handler(({ input, signal }) => run('evaluate', input, signal)),
    },
    synthesis: {
      run: studio.synthesis.run.handler(({ input, signal }) => run('synthesize', input, signal)),
    },
    training: {
      run: studio.training.run.handler(({ input, signal }) => run('train', input, signal)),
    },
    suggestions: {
      run: studio.suggestions.run.handler(({ input, signal }) => run('suggest', input, signal)),
      of: studio.suggestions.of.handler(({ input }) => suggestionsOf(current.project.db, input.pairId)),
    },
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
