import { asProblem, Problem } from '../../../models/problem.ts';
import { defaultModel, findModel } from '../../../models/weights/catalogue.ts';
import { isFile, weightsPathOf } from '../../../models/weights/catalogue-files.ts';
import { userModelFolder } from '../../../models/weights/folders.ts';
import { ComputeClient } from '../../compute/client.ts';
import type { TrainingOpened } from '../../contract/compute.ts';
import type { TrainingEvent, TrainingReport, TrainingWish } from '../../contract/training.ts';
import { modelRow } from '../db/queries/models.ts';
import { layoutOf } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { promotedWeights } from '../registry/promotion.ts';
import { RunRecord } from '../registry/run-record.ts';
import { Batches } from '../training/batches.ts';
import { keepModel } from '../training/keep-model.ts';
import { figureOf, measure } from '../training/measure.ts';
import { PRESETS, learningRateAt } from '../training/recipe.ts';
import { factsOf, RunFolder, type Stand, standFrom } from '../training/run-folder.ts';
import { showSamples } from '../training/show-samples.ts';
import { TimeLeft } from '../training/time-left.ts';
import { takeTrainingSet, type TrainingSet } from '../training/training-set.ts';

/** Setbacks in a row, without a measurement between them, after which a training is given up. */
const MOST_SETBACKS = 4;

/** Reason with which the signal of a training is aborted that is to end there and keep what did best. */
export const ENOUGH = new Error('enough');

interface Run {
  wish: TrainingWish;
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
 * checkpoint is written at every measurement and when it is stopped; stopped, killed or cut off, the same wish goes on from
 * there to the same result; aborted for the reason `ENOUGH`, it ends there as if its steps were done. A batch that does not fit in memory is halved, a divergence is taken back with half the learning rate, a compute
 * host that dies is started anew; each is told as a notice. Throws what `takeTrainingSet`, `RunFolder.open`, `findModel`
 * and opening an engine throw, and the last setback where they do not end.
 */
export async function* trainingJob(
  wish: TrainingWish,
  project: Project,
  { software, signal }: { software: string; signal: AbortSignal },
): AsyncGenerator<TrainingEvent, TrainingReport, void> {
  const weights = wish.base === undefined ? await defaultModel(wish.network) : await findModel(wish.base);
  const restorer = await restorerOf(wish, project);
  const { models } = layoutOf(project.folder);
  if (!(await RunFolder.isBegun(models, wish.name))) await refuseTakenName(project, wish);
  const set = takeTrainingSet(project.db, wish);
  const { folder, goesOn } = await RunFolder.open(models, wish);
  const compute = new ComputeClient();
  const run: Run = { wish, project, set, folder, compute, weights, restorer };
  try {
    const begun = await begin(run, goesOn && (await isFile(folder.checkpoint)));
    const { opened } = begun;
    if (opened.network !== wish.network) throw otherNetwork(opened, wish);
    const { engine, device, base } = opened;
    const sizes = { training: set.training.length, validation: set.validation.length };
    yield { type: 'begun', engine, device, base: base.name, ...sizes, step: begun.stand?.step ?? 0 };
    let stand = begun.stand;
    const record = RunRecord.begin(project, { wish, set, opened, software, step: stand?.step });
    if (!stand) {
      const before = { step: 0, score: await measure(compute, opened, project.db, set) };
      stand = { step: 0, batch: wish.batch, rate: 1, before, best: before, worse: 0 };
      await save(run, stand);
      record.keep({ ...before, isBest: true });
      yield { type: 'measured', ...before, isBest: true };
      yield* showSamples(compute, opened, project.db, set, 0);
    }
    stand = yield* learn({ ...run, record }, opened, stand, signal);
    const end = { step: stand.step, before: stand.before.score, best: stand.best };
    const isOver = stand.step >= wish.steps || hasEnoughOf(stand, wish) || signal.reason === ENOUGH;
    if (!isOver) return { state: 'cancelled', ...end };
    const state = stand.step >= wish.steps ? 'finished' : 'stopped-early';
    if (stand.best.step === 0) {
      record.end(state);
      await folder.remove();
      return { state, ...end };
    }
    const model = await keepModel({ wish, folder, compute, opened, stand, set, project, weights, software, record });
    // Last, so that a run that could not keep its model goes on under the same record.
    record.end(state);
    await folder.remove();
    return { state, ...end, model };
  } finally {
    await compute.close();
  }
}

/** Steps and measurements until the wish is fulfilled, enough was tried or `signal` is aborted, then with a checkpoint. */
async function* learn(
  run: Run & { record: RunRecord },
  opened: TrainingOpened,
  from: Stand,
  signal: AbortSignal,
): AsyncGenerator<TrainingEvent, Stand, void> {
  const { wish, project, set, compute, record } = run;
  const batches = new Batches(wish, project.db, set);
  const left = new TimeLeft(wish);
  let stand = from;
  let setbacks = 0;
  let step = stand.step;
  /** Whoever wants the best so far wants what was learnt since the last measurement to have its chance. */
  const isLastLook = () => signal.reason === ENOUGH && step > stand.step;
  while (step < wish.steps && !hasEnoughOf(stand, wish) && (!signal.aborted || isLastLook())) {
    try {
      const learningRate = stand.rate * learningRateAt(wish, step);
      const { loss, parts } = await compute.call('trainStep', batches.at(step, stand.batch, learningRate));
      step++;
      record.step(step, loss);
      left.step(performance.now());
      yield { type: 'step', step, loss, parts, learningRate, batch: stand.batch, secondsLeft: left.after(step) };
      if (step % wish.measureEvery !== 0 && step < wish.steps && signal.reason !== ENOUGH) continue;
      const score = await measure(compute, opened, project.db, set);
      const isBest = figureOf(score) > figureOf(stand.best.score);
      const measured = { step, score };
      stand = { ...stand, step, best: isBest ? measured : stand.best, worse: isBest ? 0 : stand.worse + 1 };
      if (isBest) await compute.call('saveTraining', { checkpoint: run.folder.best, facts: factsOf(stand) });
      await save(run, stand);
      record.keep({ step, score, isBest });
      setbacks = 0;
      yield { type: 'measured', step, score, isBest };
      yield* showSamples(compute, opened, project.db, set, step);
      left.measured(performance.now());
    } catch (thrown) {
      const problem = asProblem(thrown, 'The training');
      if (++setbacks > MOST_SETBACKS) throw problem;
      const next = afterSetback(stand, problem);
      if (!next) throw problem;
      ({ stand = next } = await begin(run, true));
      stand = { ...stand, batch: next.batch, rate: next.rate };
      step = stand.step;
      record.rewind(step);
      left.measured(performance.now());
      yield { type: 'notice', step, problem: toldAs(problem, stand) };
    }
  }
  if (step === stand.step) return stand;
  stand = { ...stand, step };
  await save(run, stand);
  record.keep();
  return stand;
}

/** Starts the training in the compute host, from the checkpoint or from the base. */
async function begin(
  { wish, folder, compute, weights, restorer }: Run,
  fromCheckpoint: boolean,
): Promise<{ opened: TrainingOpened; stand: Stand | undefined }> {
  const { betas, clipNorm, loss } = PRESETS[wish.network][wish.preset];
  const opened = await compute.call('beginTraining', {
    ...{ engine: wish.engine, weights, betas, clipNorm, loss, frozen: wish.frozen },
    ...(fromCheckpoint && { checkpoint: folder.checkpoint }),
    ...(restorer !== undefined && { restorer }),
  });
  return { opened, stand: opened.facts && standFrom(opened.facts, folder.checkpoint) };
}

/** Throws `weights-missing` with what there is. */
async function restorerOf({ network, sides, restorer }: TrainingWish, project: Project): Promise<string | undefined> {
  if (network !== 'crnn' || !sides.includes('sr')) return undefined;
  if (restorer !== undefined) return findModel(restorer);
  return (await promotedWeights(project)).tsrn ?? defaultModel('tsrn');
}

const save = async ({ compute, folder }: Run, stand: Stand): Promise<void> => {
  await compute.call('saveTraining', { checkpoint: folder.checkpoint, facts: factsOf(stand) });
};

const hasEnoughOf = ({ worse }: Stand, { patience }: TrainingWish): boolean => patience > 0 && worse >= patience;

/** With what to go on from the checkpoint; undefined where going on makes no sense. */
function afterSetback(stand: Stand, { code }: Problem): Stand | undefined {
  if (code === 'diverged') return { ...stand, rate: stand.rate / 2 };
  if (code === 'compute-died') return stand;
  if (code === 'out-of-memory' && stand.batch > 1) return { ...stand, batch: Math.ceil(stand.batch / 2) };
  return undefined;
}

function toldAs({ code, message }: Problem, { step, rate, batch }: Stand) {
  const cures: Partial<Record<string, string>> = {
    diverged: `It goes on from step ${step} with ${rate} of the learning rate.`,
    'out-of-memory': `It goes on from step ${step} with batches of ${batch}.`,
  };
  return new Problem(code, message, cures[code] ?? `It goes on from step ${step}.`).toData();
}

const otherNetwork = ({ base, network }: TrainingOpened, wish: TrainingWish): Problem =>
  new Problem(
    'wrong-checkpoint',
    `The model ${base.name} is a ${network.toUpperCase()}, but a ${wish.network.toUpperCase()} is to be trained.`,
    'Choose another with --base: `palimpsest models list` shows them.',
  );

/** Told before hours of work, not after them: a model of that name would be in the way of the one to be kept. */
async function refuseTakenName({ db }: Project, { name }: TrainingWish): Promise<void> {
  if (!modelRow(db, name) && !(await isFile(weightsPathOf(userModelFolder(), name)))) return;
  throw new Problem('bad-argument', `There is already a model “${name}”.`, 'Give another --name.');
}
