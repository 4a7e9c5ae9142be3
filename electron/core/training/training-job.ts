import { networkIds, networkName, networkOf, trainingOf } from '../../../models/networks/registry.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { defaultModel, findModel } from '../../../models/weights/catalogue.ts';
import { isFile, weightsPathOf } from '../../../models/weights/catalogue-files.ts';
import { userModelFolder } from '../../../models/weights/folders.ts';
import { ComputeClient } from '../../compute/client/client.ts';
import { checkModelName } from '../../../models/weights/model-name.ts';
import type { TrainingOpened } from '../../contract/compute.ts';
import type { TrainingEvent, TrainingReport, TrainingRequest } from '../../contract/training.ts';
import { addProblem, ENOUGH, type JobDescriptor } from '../job-kind.ts';
import { modelRow } from '../db/queries/models.ts';
import { layoutOf } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { promotedWeights } from '../models/promotion.ts';
import { RunRecord } from './run-record.ts';
import { Batches, learningRateAt } from './batches.ts';
import { keepModel } from './keep-model.ts';
import { figureOf, measure } from './measure.ts';
import { factsOf, RunFolder, type TrainingProgress, progressFrom } from './run-folder.ts';
import { showSamples } from './show-samples.ts';
import { TimeLeft } from './time-left.ts';
import { takeTrainingSet, type TrainingSet } from './training-set.ts';

/** Setbacks in a row, without a measurement between them, after which a training is given up. */
const MOST_SETBACKS = 4;

interface Run {
  request: TrainingRequest;
  project: Project;
  set: TrainingSet;
  folder: RunFolder;
  compute: ComputeClient;
  weights: string;
  /** TSRN weights that make what CRNN reads, where it learns to read restorations. */
  restorer: string | undefined;
}

/**
 * Fine-tunes a network on the train split of a project and keeps what does best on its validation split as a model. A
 * checkpoint is written at every measurement and when it is stopped; stopped, killed or cut off, the same request goes on from
 * there to the same result; aborted for the reason `ENOUGH`, it ends there as if its steps were done. A batch that does not fit in memory is halved, a divergence is taken back with half the learning rate, a compute
 * host that dies is started anew; each is reported as a notice. Throws what `takeTrainingSet`, `RunFolder.open`, `findModel`
 * and opening an engine throw, `bad-argument` for a name that cannot be a file's, and the last setback where they do not end.
 */
export async function* trainingJob(
  request: TrainingRequest,
  project: Project,
  { software, signal }: { software: string; signal: AbortSignal },
): AsyncGenerator<TrainingEvent, TrainingReport, void> {
  checkModelName(request.name); // becomes a folder's name, which `again` removes
  trainingOf(request.network);
  const weights = request.base === undefined ? await defaultModel(request.network) : await findModel(request.base);
  const restorer = await restorerOf(request, project);
  const { models } = layoutOf(project.folder);
  if (!(await RunFolder.isBegun(models, request.name))) await refuseTakenName(project, request);
  const set = takeTrainingSet(project.db, request);
  const { folder, goesOn } = await RunFolder.open(models, request);
  const compute = new ComputeClient();
  const run: Run = { request, project, set, folder, compute, weights, restorer };
  try {
    const begun = await begin(run, goesOn && (await isFile(folder.checkpoint)));
    const { opened } = begun;
    if (opened.network !== request.network) throw otherNetwork(opened, request);
    const { engine, device, base } = opened;
    const sizes = { training: set.training.length, validation: set.validation.length };
    yield { type: 'begun', engine, device, base: base.name, ...sizes, step: begun.progress?.step ?? 0 };
    let progress = begun.progress;
    const record = RunRecord.begin(project, { request, set, opened, software, step: progress?.step });
    if (!progress) {
      const before = { step: 0, score: await measure(compute, opened, project.db, set) };
      progress = { step: 0, batch: request.batch, rate: 1, before, best: before, worse: 0 };
      await save(run, progress);
      record.keep({ ...before, isBest: true });
      yield { type: 'measured', ...before, isBest: true };
      yield* showSamples(compute, opened, project.db, set, 0);
    }
    progress = yield* learn({ ...run, record }, opened, progress, signal);
    const end = { step: progress.step, before: progress.before.score, best: progress.best };
    const isOver = progress.step >= request.steps || hasEnoughOf(progress, request) || signal.reason === ENOUGH;
    if (!isOver) return { state: 'cancelled', ...end };
    const state = progress.step >= request.steps ? 'finished' : 'stopped-early';
    if (progress.best.step === 0) {
      record.end(state);
      await folder.remove();
      return { state, ...end };
    }
    const model = await keepModel({
      request,
      folder,
      compute,
      opened,
      progress,
      set,
      project,
      weights,
      software,
      record,
    });
    // Last, so that a run that could not keep its model goes on under the same record.
    record.end(state);
    await folder.remove();
    return { state, ...end, model };
  } finally {
    await compute.close();
  }
}

/** Steps and measurements until the request is fulfilled, enough was tried or `signal` is aborted, then with a checkpoint. */
async function* learn(
  run: Run & { record: RunRecord },
  opened: TrainingOpened,
  from: TrainingProgress,
  signal: AbortSignal,
): AsyncGenerator<TrainingEvent, TrainingProgress, void> {
  const { request, project, set, compute, record } = run;
  const batches = new Batches(request, project.db, set);
  const left = new TimeLeft(request);
  let progress = from;
  let setbacks = 0;
  let step = progress.step;
  /** Whoever wants the best so far wants what was learnt since the last measurement to have its chance. */
  const isLastLook = () => signal.reason === ENOUGH && step > progress.step;
  while (step < request.steps && !hasEnoughOf(progress, request) && (!signal.aborted || isLastLook())) {
    try {
      const learningRate = progress.rate * learningRateAt(request, step);
      const { loss, parts } = await compute.call('trainStep', batches.at(step, progress.batch, learningRate));
      step++;
      record.step(step, loss);
      left.step(performance.now());
      yield { type: 'step', step, loss, parts, learningRate, batch: progress.batch, secondsLeft: left.after(step) };
      if (step % request.measureEvery !== 0 && step < request.steps && signal.reason !== ENOUGH) continue;
      const score = await measure(compute, opened, project.db, set);
      const isBest = figureOf(score) > figureOf(progress.best.score);
      const measured = { step, score };
      progress = { ...progress, step, best: isBest ? measured : progress.best, worse: isBest ? 0 : progress.worse + 1 };
      if (isBest) await compute.call('saveTraining', { checkpoint: run.folder.best, facts: factsOf(progress) });
      await save(run, progress);
      record.keep({ step, score, isBest });
      setbacks = 0;
      yield { type: 'measured', step, score, isBest };
      yield* showSamples(compute, opened, project.db, set, step);
      left.measured(performance.now());
    } catch (thrown) {
      const problem = asProblem(thrown, 'The training');
      if (++setbacks > MOST_SETBACKS) throw problem;
      const next = afterSetback(progress, problem);
      if (!next) throw problem;
      ({ progress = next } = await begin(run, true));
      progress = { ...progress, batch: next.batch, rate: next.rate };
      step = progress.step;
      record.rewind(step);
      left.measured(performance.now());
      yield { type: 'notice', step, problem: reportedAs(problem, progress) };
    }
  }
  if (step === progress.step) return progress;
  progress = { ...progress, step };
  await save(run, progress);
  record.keep();
  return progress;
}

/** Starts the training in the compute host, from the checkpoint or from the base. */
async function begin(
  { request, folder, compute, weights, restorer }: Run,
  fromCheckpoint: boolean,
): Promise<{ opened: TrainingOpened; progress: TrainingProgress | undefined }> {
  const { betas, clipNorm, loss } = trainingOf(request.network).presets[request.preset];
  const opened = await compute.call('beginTraining', {
    ...{ engine: request.engine, weights, betas, clipNorm, loss, frozen: request.frozen },
    ...(fromCheckpoint && { checkpoint: folder.checkpoint }),
    ...(restorer !== undefined && { restorer }),
  });
  return { opened, progress: opened.facts && progressFrom(opened.facts, folder.checkpoint) };
}

/** Throws `weights-missing` with what there is. */
async function restorerOf(
  { network, sides, restorer }: TrainingRequest,
  project: Project,
): Promise<string | undefined> {
  if (networkOf(network).purpose !== 'recognition' || !sides.includes('sr')) return undefined;
  if (restorer !== undefined) return findModel(restorer);
  const promoted = await promotedWeights(project);
  const ids = networkIds('super-resolution');
  return ids.flatMap((id) => promoted[id] ?? [])[0] ?? defaultModel(ids[0] ?? '');
}

const save = async ({ compute, folder }: Run, progress: TrainingProgress): Promise<void> => {
  await compute.call('saveTraining', { checkpoint: folder.checkpoint, facts: factsOf(progress) });
};

const hasEnoughOf = ({ worse }: TrainingProgress, { patience }: TrainingRequest): boolean =>
  patience > 0 && worse >= patience;

/** With what to go on from the checkpoint; undefined where going on makes no sense. */
function afterSetback(progress: TrainingProgress, { code }: Problem): TrainingProgress | undefined {
  if (code === 'diverged') return { ...progress, rate: progress.rate / 2 };
  if (code === 'compute-died') return progress;
  if (code === 'out-of-memory' && progress.batch > 1) return { ...progress, batch: Math.ceil(progress.batch / 2) };
  return undefined;
}

function reportedAs(problem: Problem, { step, rate, batch }: TrainingProgress) {
  const { code } = problem;
  const why = problem.toData();
  if (code === 'diverged') return new Problem('goes-on-slower', { why, step, rate }).toData();
  if (code === 'out-of-memory') return new Problem('goes-on-smaller', { why, step, batch }).toData();
  return new Problem('goes-on', { why, step }, { code }).toData();
}

const otherNetwork = ({ base, network }: TrainingOpened, request: TrainingRequest): Problem =>
  new Problem('base-of-other-network', {
    model: base.name,
    network: networkName(network),
    wanted: networkName(request.network),
  });

/** Reported before hours of work, not after them: a model of that name would be in the way of the one to be kept. */
async function refuseTakenName({ db }: Project, { name }: TrainingRequest): Promise<void> {
  if (!modelRow(db, name) && !(await isFile(weightsPathOf(userModelFolder(), name)))) return;
  throw new Problem('training-name-taken', { name });
}

export const trainingKind: JobDescriptor<'train'> = {
  kind: 'train',
  needs: () => 'write',
  conflicts: ({ name }) => name,
  run: (request, context) => trainingJob(request, context.project(), context),
  event: (train) => ({ type: 'train', train }),
  progress(counts, event) {
    if (event.type === 'notice') addProblem(counts, `${event.step}`, event.problem);
    else counts.done = event.step;
  },
  logged: ({ type }) => (type === 'step' ? 'curve' : 'all'),
  isComplete: ({ state }) => state !== 'cancelled',
};
