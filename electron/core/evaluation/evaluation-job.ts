import { readerOf } from '../../../models/recognition/reader-registry.ts';
import { join } from 'node:path';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import { cardOf } from '../../../models/weights/card.ts';
import { ComputeClient } from '../../compute/client/client.ts';
import type { Opened, OpenOptions, Compared, Outcome } from '../../contract/compute.ts';
import type { EvaluationEvent, EvaluationReport, EvaluationRequest } from '../../contract/jobs.ts';
import { makeFolder } from '../files/make-folder.ts';
import { findPairs, type PairSet, type Pair } from './pair-set.ts';
import { figuresBySubset, type MeasuredPair } from './figures.ts';
import { modelName, writeEvaluationPage } from './evaluation-page.ts';
import { scoresBySubset } from './scores.ts';
import { countItem, type JobDescriptor } from '../job-kind.ts';
import { recordingEvaluation } from '../models/record-uses.ts';
import { takeForEvaluation } from '../pictures/project-pairs.ts';
import { openOptions } from '../models/compute-options.ts';
import { type ComputeContext, jobContext } from '../models/job-context.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';

/**
 * Restores and measures the LR side of pairs, with other weights beside where the request names some, and writes `report.json`
 * and `report.html`. Stopped before the end, no report is written; stopped while its pictures are made, it lacks those. Throws
 * what `openOptions` and opening an engine throw, and `disk-full`, `not-writable` of the reports, and `bad-argument` for pairs
 * that a network learnt from.
 */
export async function* evaluationJob(
  request: Omit<EvaluationRequest, 'pairs'>,
  { pairs, unpaired, picturesOf, trainedIn }: PairSet,
  { software, signal, promoted, curveOf }: ComputeContext,
): AsyncGenerator<EvaluationEvent, EvaluationReport, void> {
  await makeFolder(request.out);
  const use = { superResolution: true, software, promoted };
  const options = await openOptions(request.compute, use);
  const other = request.against && (await openOptions({ ...request.compute, ...request.against }, use));
  for (const each of [options, other]) if (each && trainedIn !== undefined) await refuseLearnt(each, trainedIn);
  const compute = new ComputeClient();
  const beside = new ComputeClient();
  try {
    const opened = await compute.open(options);
    const others = other && (await beside.open(other));
    yield { type: 'begun', items: pairs.length, opened, unpaired };
    const measured: MeasuredPair[] = [];
    let failed = 0;
    const alongside = others && evaluate(pairs, picturesOf, beside, signal);
    for await (const outcome of evaluate(pairs, picturesOf, compute, signal)) {
      const { pair } = outcome;
      const step: IteratorResult<EvaluatedPair, void> | undefined = await alongside?.next();
      if (step?.done) break;
      const second = step?.value;
      const failure = [outcome, second].find((one) => one?.state === 'failed');
      if (failure?.state === 'failed') {
        failed++;
        yield { type: 'pair', state: 'failed', pair, problem: failure.problem };
      } else if (outcome.state === 'compared') {
        const { result } = outcome;
        measured.push({ pair, result, ...(second?.state === 'compared' && { against: second.result }) });
        yield { type: 'pair', state: 'compared', pair, result };
      }
    }
    const counts = { compared: measured.length, failed };
    if (signal.aborted) return { ...counts, state: 'cancelled' };
    const scores = scoresBySubset(measured, opened, options.mode);
    const figures = figuresBySubset(measured, opened, options.mode);
    const facts = { open: options, opened, ...(others && { against: others }) };
    await writeJson(join(request.out, 'report.json'), { ...facts, scores, figures, compared: measured });
    yield { type: 'scores', scores, figures, ...(others && { against: others }) };
    const report = join(request.out, 'report.html');
    const named = other &&
      others && { opened: others, name: modelName(other, options), own: modelName(options, other) };
    const curves = [...weightsOf(opened), ...(others ? weightsOf(others) : [])].flatMap(
      (sha256) => curveOf?.(sha256) ?? [],
    );
    const page = {
      path: report,
      title: request.title ?? 'Evaluation',
      lead: `${measured.length} pairs, ${failed} failed, ${unpaired.length} LR pictures without an HR partner.`,
      showAll: request.all ?? false,
      curves: [...new Map(curves.map((curve) => [curve.name, curve])).values()],
    };
    await writeEvaluationPage(
      { ...page, scores, figures, measured, options, opened, ...(named && { against: named }) },
      { compute, picturesOf, signal, ...(named && { against: { compute: beside, name: named.name } }) },
    );
    // A stop may have come while pictures were made; control flow analysis does not see that.
    return { ...counts, state: (signal.aborted as boolean) ? 'cancelled' : 'finished', report };
  } finally {
    await compute.close();
    await beside.close();
  }
}

/** SHA-256 of the weights that a training could have made. */
const weightsOf = ({ superResolution, readers }: Opened): string[] => [
  ...(superResolution ? [superResolution.sha256] : []),
  ...readers.filter(({ id }) => readerOf(id).network !== null).map(({ sha256 }) => sha256),
];

/** Figures on what a network learnt from would say nothing. Throws `bad-argument`. */
async function refuseLearnt({ superResolution, recognition }: OpenOptions, project: string): Promise<void> {
  for (const weights of [superResolution, recognition]) {
    const card = weights === undefined ? undefined : await cardOf(weights);
    if (!card?.provenance.projects?.includes(project)) continue;
    throw new Problem('learnt-from-train', { model: card.name });
  }
}

async function writeJson(path: string, value: object) {
  await writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`).catch((error: unknown) => {
    throw asProblem(error, path);
  });
}

export const evaluationKind: JobDescriptor<'evaluate'> = {
  kind: 'evaluate',
  needs: ({ pairs }) => ('filter' in pairs ? 'write' : 'none'),
  conflicts: ({ out }) => out,
  async *run({ pairs, ...request }, context) {
    const { openProject, project } = context;
    const compute = { ...context, ...(await jobContext(openProject())) };
    const set = 'folder' in pairs ? await findPairs(pairs.folder) : takeForEvaluation(project().db, pairs.filter);
    return yield* recordingEvaluation(evaluationJob(request, set, compute), openProject);
  },
  event: (evaluate) => ({ type: 'evaluate', evaluate }),
  progress(counts, event) {
    if (event.type === 'begun') counts.of = event.items;
    else if (event.type === 'pair') countItem(counts, event, event.pair.name);
  },
  isComplete: ({ state }) => state === 'finished',
  reportPages: (_, { report }) => (report === undefined ? [] : [report]),
};

type EvaluatedPair = { pair: Pair } & (
  { state: 'compared'; result: Compared } | { state: 'failed'; problem: ProblemData }
);

/** Restores and measures every pair with the networks that the compute host was opened with; yields each in order. */
async function* evaluate(
  pairs: readonly Pair[],
  picturesOf: PairSet['picturesOf'],
  compute: ComputeClient,
  signal: AbortSignal,
): AsyncGenerator<EvaluatedPair, void, void> {
  const calls = new ResilientCalls();
  yield* inChunks(pairs, signal, (chunk) => evaluateChunk(chunk, picturesOf, compute, calls));
}

async function evaluateChunk(
  pairs: readonly Pair[],
  picturesOf: PairSet['picturesOf'],
  compute: ComputeClient,
  calls: ResilientCalls,
): Promise<EvaluatedPair[]> {
  const outcomes = await calls.run(pairs.map(picturesOf), (batch) => compute.call('compare', batch));
  return pairs.map((pair, i) => {
    const outcome = outcomes[i] as Outcome<Compared>;
    return outcome.ok
      ? { pair, state: 'compared', result: outcome.value }
      : { pair, state: 'failed', problem: outcome.problem };
  });
}
