import { join } from 'node:path';
import { writeFileAtomically } from '../../../models/atomic-file.ts';
import { asProblem, Problem } from '../../../models/problem.ts';
import { cardOf } from '../../../models/weights/card.ts';
import { ComputeClient } from '../../compute/client.ts';
import type { OpenOptions } from '../../contract/compute.ts';
import type { EvaluationEvent, EvaluationReport, EvaluationWish } from '../../contract/jobs.ts';
import { evaluate } from '../evaluate.ts';
import { makeFolder } from '../make-folder.ts';
import type { PairSet } from '../pairs.ts';
import { type ComparedPair, writeEvaluationPage } from '../report/evaluation-page.ts';
import { scoresBySubset } from '../scores.ts';
import { openOptions } from './compute-wish.ts';
import type { JobRun } from './job-run.ts';

/**
 * Restores and measures the LR side of pairs and writes `report.json` and `report.html`. Stopped before the end, no report is
 * written; stopped while its pictures are made, it lacks those. Throws what `openOptions` and opening an engine throw, and
 * `disk-full`, `not-writable` of the reports, and `bad-argument` for pairs that a network learnt from.
 */
export async function* evaluationJob(
  wish: Omit<EvaluationWish, 'pairs'>,
  { pairs, unpaired, picturesOf, trainedIn }: PairSet,
  { software, signal, promoted }: JobRun,
): AsyncGenerator<EvaluationEvent, EvaluationReport, void> {
  await makeFolder(wish.out);
  const options = await openOptions(wish.compute, { superResolution: true, software, promoted });
  if (trainedIn !== undefined) await refuseLearnt(options, trainedIn);
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(options);
    yield { type: 'begun', items: pairs.length, opened, unpaired };
    const compared: ComparedPair[] = [];
    let failed = 0;
    for await (const outcome of evaluate(pairs, picturesOf, compute, signal)) {
      const { pair } = outcome;
      if (outcome.state === 'compared') {
        compared.push({ pair, result: outcome.result });
        yield { type: 'pair', state: 'compared', pair, result: outcome.result };
      } else {
        failed++;
        yield { type: 'pair', state: 'failed', pair, problem: outcome.problem };
      }
    }
    const counts = { compared: compared.length, failed };
    if (signal.aborted) return { ...counts, state: 'cancelled' };
    const scores = scoresBySubset(compared, opened, options.mode);
    await writeJson(join(wish.out, 'report.json'), { open: options, opened, scores, compared });
    yield { type: 'scores', scores };
    const report = join(wish.out, 'report.html');
    const page = {
      path: report,
      title: wish.title ?? 'Evaluation',
      lead: `${compared.length} pairs, ${failed} failed, ${unpaired.length} LR pictures without an HR partner.`,
      showAll: wish.all ?? false,
    };
    await writeEvaluationPage({ ...page, scores, compared, picturesOf, options, opened, signal }, compute);
    // A stop may have come while pictures were made; control flow analysis does not see that.
    return { ...counts, state: (signal.aborted as boolean) ? 'cancelled' : 'finished', report };
  } finally {
    await compute.close();
  }
}

/** Figures on what a network learnt from would say nothing. Throws `bad-argument`. */
async function refuseLearnt({ superResolution, recognition }: OpenOptions, project: string): Promise<void> {
  for (const weights of [superResolution, recognition]) {
    const card = weights === undefined ? undefined : await cardOf(weights);
    if (!card?.provenance.projects?.includes(project)) continue;
    throw new Problem(
      'bad-argument',
      `The model ${card.name} learnt from the train split of this project, so nothing can be measured on it there.`,
      'Measure on the test split: --split test.',
    );
  }
}

async function writeJson(path: string, value: object) {
  await writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`).catch((error: unknown) => {
    throw asProblem(error, path);
  });
}
