import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { TrainingOpened } from '../../contract/compute.ts';
import type { TrainingRun } from '../../contract/registry.ts';
import type { TrainingScore, TrainingRequest } from '../../contract/training.ts';
import { pairPictureHashes } from '../db/queries/pair-pictures.ts';
import { addRun, addSnapshot, addToCurve, endRun, openRun, rewindCurve } from '../db/queries/training-runs.ts';
import type { Project } from '../project/project.ts';
import type { Sample } from './batch-plan.ts';
import type { TrainingSet } from './training-set.ts';

/** Points of a loss curve at most; each is the mean of the steps since the one before. */
const POINTS = 400;

/** A training on the project's record: what it learnt from, and its curve as it grows. */
export class RunRecord {
  readonly id: number;
  readonly snapshotSha256: string;
  readonly #project: Project;
  readonly #every: number;
  #losses: number[] = [];
  #points: { step: number; loss: number }[] = [];

  private constructor(project: Project, id: number, snapshotSha256: string, steps: number) {
    this.#project = project;
    this.id = id;
    this.snapshotSha256 = snapshotSha256;
    this.#every = Math.max(1, Math.ceil(steps / POINTS));
  }

  /** Goes on with the open run of this name from `step`, or begins one; `anew` leaves an open one behind. */
  static begin(
    project: Project,
    {
      request,
      set,
      opened,
      software,
      step,
    }: {
      request: TrainingRequest;
      set: TrainingSet;
      opened: TrainingOpened;
      software: string;
      /** From which it goes on; undefined where it begins. */
      step: number | undefined;
    },
  ): RunRecord {
    const at = new Date().toISOString();
    const content = snapshotContent(project, set);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const id = project.write((db) => {
      const counts = { training: set.training.length, validation: set.validation.length };
      // Also where a run goes on: labels may have changed meanwhile, and its model names what it learnt from last.
      addSnapshot(db, { sha256, takenAt: at, ...counts }, deflateSync(content));
      const former = openRun(db, request.name);
      if (former !== undefined && step !== undefined) {
        rewindCurve(db, former, step);
        return former;
      }
      if (former !== undefined) endRun(db, former, 'abandoned', at);
      const { base, engine, device } = opened;
      const facts = { name: request.name, network: request.network, base, engine, device, software, begunAt: at };
      return addRun(db, { ...facts, request, snapshotSha256: sha256 });
    });
    return new RunRecord(project, id, sha256, request.steps);
  }

  step(step: number, loss: number): void {
    this.#losses.push(loss);
    if (step % this.#every !== 0) return;
    const sum = this.#losses.reduce((total, one) => total + one, 0);
    this.#points.push({ step, loss: sum / this.#losses.length });
    this.#losses = [];
  }

  /** Writes what came since, with a measurement where there is one. */
  keep(measured?: { step: number; score: TrainingScore; isBest: boolean }): void {
    const points = this.#points;
    this.#points = [];
    this.#project.write((db) => addToCurve(db, this.id, points, measured));
  }

  /** After a setback, from the last checkpoint. */
  rewind(step: number): void {
    this.#losses = [];
    this.#points = [];
    this.#project.write((db) => rewindCurve(db, this.id, step));
  }

  end(state: Extract<TrainingRun['state'], 'finished' | 'stopped-early'>): void {
    this.#project.write((db) => endRun(db, this.id, state, new Date().toISOString()));
  }
}

/** What is learnt from and measured on, by content: the same pictures and labels give the same text in any project. */
function snapshotContent({ db }: Project, { training, validation, transcriptions }: TrainingSet): string {
  const hashes = pairPictureHashes(db);
  const lines = (samples: readonly Sample[]) =>
    samples
      .map(({ pairId, side }) => {
        const { lr, hr } = hashes(pairId);
        return JSON.stringify([side, lr, hr, transcriptions.get(pairId) ?? null]);
      })
      .sort();
  return JSON.stringify({ training: lines(training), validation: lines(validation) });
}
