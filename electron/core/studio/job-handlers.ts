import type { SynthesisProgress } from '../../contract/synthesis.ts';
import { findPairs } from '../pairs.ts';
import { suggestionsOf } from '../annotate/suggestions.ts';
import { evaluationJob } from '../jobs/evaluation.ts';
import { takeForEvaluation } from '../jobs/project-pairs.ts';
import { readingJob } from '../jobs/reading.ts';
import { restorationJob } from '../jobs/restoration.ts';
import { suggestionJob } from '../jobs/suggestion.ts';
import { synthesisJob } from '../jobs/synthesis.ts';
import { trainingJob } from '../jobs/training.ts';
import { reporting, type studioBase, withContractErrors } from './contract-base.ts';
import type { Desk } from './desk.ts';

/** Calls that compute: on files, and on the pairs of the open project. */
export function jobHandlers(desk: Desk, studio: ReturnType<typeof studioBase>, software: string) {
  const run = (signal = new AbortController().signal) => ({ software, signal });
  return {
    restoration: {
      run: studio.restoration.run.handler(({ input, signal }) =>
        withContractErrors(restorationJob(input, () => desk.writable, run(signal))),
      ),
    },
    reading: {
      run: studio.reading.run.handler(({ input, signal }) => withContractErrors(readingJob(input, run(signal)))),
    },
    evaluation: {
      run: studio.evaluation.run.handler(async ({ input: { pairs, ...wish }, signal }) => {
        const set =
          'folder' in pairs ? await findPairs(pairs.folder) : takeForEvaluation(desk.writable.db, pairs.filter);
        return withContractErrors(evaluationJob(wish, set, run(signal)));
      }),
    },
    synthesis: {
      run: studio.synthesis.run.handler(({ input, signal: outer }) =>
        reporting(
          (onProgress: (progress: SynthesisProgress) => void, signal) =>
            synthesisJob(input, () => desk.writable, { software, onProgress, signal }),
          outer,
        ),
      ),
    },
    training: {
      run: studio.training.run.handler(({ input, signal }) =>
        withContractErrors(trainingJob(input, desk.writable, run(signal))),
      ),
    },
    suggestions: {
      run: studio.suggestions.run.handler(({ input, signal }) =>
        withContractErrors(suggestionJob(input, desk.writable.db, run(signal))),
      ),
      of: studio.suggestions.of.handler(({ input }) =>
        suggestionsOf(desk.project.db, input.pairId).map(({ characters, ...suggestion }) => ({
          ...suggestion,
          characters: [...characters],
        })),
      ),
    },
  };
}
