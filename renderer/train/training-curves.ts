import type { ProblemData } from '../../electron/contract/problem.ts';
import type { TrainingEvent, TrainingScore } from '../../electron/contract/training.ts';

export interface Measured {
  step: number;
  score: TrainingScore;
  isBest: boolean;
}
export interface LossPoint {
  step: number;
  loss: number;
}

type Begun = Extract<TrainingEvent, { type: 'begun' }>;
type Step = Extract<TrainingEvent, { type: 'step' }>;
export type Sample = Extract<TrainingEvent, { type: 'sample' }>;
/** What was made of one pair, first and last. */
export interface SampleCourse {
  first: Sample;
  latest: Sample;
}

/** Points of a curve that are drawn; more would be finer than the screen. */
const MOST_POINTS = 1000;

/** A training as its events tell it, for drawing. */
export class TrainingCurves {
  begun: Begun | undefined;
  latest: Step | undefined;
  notices: { step: number; problem: ProblemData }[] = [];
  readonly #samples = new Map<number, SampleCourse>();
  #losses: LossPoint[] = [];
  #measured: Measured[] = [];

  add(event: TrainingEvent): void {
    switch (event.type) {
      case 'begun':
        this.begun = event;
        this.#rewind(event.step);
        break;
      case 'step':
        this.#rewind(event.step - 1);
        this.latest = event;
        this.#losses.push({ step: event.step, loss: event.loss });
        break;
      case 'measured':
        this.#measured = this.#measured.filter(({ step }) => step < event.step);
        this.#measured.push({ step: event.step, score: event.score, isBest: event.isBest });
        break;
      case 'sample': {
        const first = this.#samples.get(event.pairId)?.first ?? event;
        this.#samples.set(event.pairId, { first, latest: event });
        break;
      }
      case 'notice':
        this.notices.push({ step: event.step, problem: event.problem });
        this.#rewind(event.step);
    }
  }

  /** The loss as means over as many steps as make at most a thousand points. */
  get losses(): LossPoint[] {
    return thinned(this.#losses, MOST_POINTS);
  }

  get measured(): readonly Measured[] {
    return this.#measured;
  }

  get samples(): SampleCourse[] {
    return [...this.#samples.values()];
  }

  get best(): Measured | undefined {
    return this.#measured.findLast(({ isBest }) => isBest);
  }

  /** What came after a step is taken back, as a training does when it goes on from a checkpoint. */
  #rewind(step: number): void {
    while ((this.#losses.at(-1)?.step ?? -1) > step) this.#losses.pop();
  }
}

/** Means of neighbours, so that there are `most` points at most; the last step of each counts. */
export function thinned(points: readonly LossPoint[], most: number): LossPoint[] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return [...points];
  const means: LossPoint[] = [];
  for (let start = 0; start < points.length; start += size) {
    const some = points.slice(start, start + size);
    const loss = some.reduce((sum, point) => sum + point.loss, 0) / some.length;
    means.push({ step: (some.at(-1) as LossPoint).step, loss });
  }
  return means;
}
