import type { SynthesisProgress } from '../../contract/synthesis.ts';
import { findPairs } from '../evaluation/pair-set.ts';
import { suggestionsOf } from '../annotate/suggestions.ts';
import { evaluationJob } from '../evaluation/evaluation-job.ts';
import { takeForEvaluation } from '../pictures/project-pairs.ts';
import { readingJob } from '../reading/reading-job.ts';
import { restorationJob } from '../restoration/restoration-job.ts';
import { suggestionJob } from '../reading/suggestion-job.ts';
import { synthesisJob } from '../synthesis/synthesis-job.ts';
import { trainingJob } from '../training/training-job.ts';
import { jobContext } from '../models/job-context.ts';
import { recordingEvaluation, recordingRestoration } from '../models/record-uses.ts';
import { reporting, type studioBase, withContractErrors } from './contract-base.ts';
import type { CurrentProject } from '../project/current-project.ts';

/** Calls that compute: on files, and on the pairs of the open project. */
export function jobHandlers(current: CurrentProject, studio: ReturnType<typeof studioBase>, software: string) {
  const openProject = () => current.ifOpen;
  const run = async (signal = new AbortController().signal) => ({
    ...{ software, signal },
    ...(await jobContext(current.ifOpen)),
  });
  return {
    restoration: {
      run: studio.restoration.run.handler(async ({ input, signal }) => {
        const job = restorationJob(input, () => current.writable, await run(signal));
        return withContractErrors(recordingRestoration(job, input.out, openProject));
      }),
    },
    reading: {
      run: studio.reading.run.handler(async ({ input, signal }) =>
        withContractErrors(readingJob(input, await run(signal))),
      ),
    },
    evaluation: {
      run: studio.evaluation.run.handler(async ({ input: { pairs, ...request }, signal }) => {
        const set =
          'folder' in pairs ? await findPairs(pairs.folder) : takeForEvaluation(current.writable.db, pairs.filter);
        return withContractErrors(recordingEvaluation(evaluationJob(request, set, await run(signal)), openProject));
      }),
    },
    synthesis: {
      run: studio.synthesis.run.handler(({ input, signal: outer }) =>
        reporting(
          (onProgress: (progress: SynthesisProgress) => void, signal) =>
            synthesisJob(input, () => current.writable, { software, onProgress, signal }),
          outer,
        ),
      ),
    },
    training: {
      run: studio.training.run.handler(async ({ input, signal }) =>
        withContractErrors(trainingJob(input, current.writable, await run(signal))),
      ),
    },
    suggestions: {
      run: studio.suggestions.run.handler(async ({ input, signal }) =>
        withContractErrors(suggestionJob(input, current.writable.db, await run(signal))),
      ),
      of: studio.suggestions.of.handler(({ input }) =>
        suggestionsOf(current.project.db, input.pairId).map(({ characters, ...suggestion }) => ({
          ...suggestion,
          characters: [...characters],
        })),
      ),
    },
  };
}
