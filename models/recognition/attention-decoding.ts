import { sizeOf, type TensorData } from '../base/tensor.ts';

/** A decoder that writes one class after another, for all rows at once. */
export interface AttentionDecoder {
  /** (rows, …) before the first class; row i·beams + b belongs to beam b of image i. */
  readonly state: TensorData;
  /** `previous`: what was written last, (rows). Gives logits (rows, classes) and the next state. */
  step(previous: TensorData, state: TensorData): Promise<{ logits: TensorData; next: TensorData }>;
}

export interface SearchRules {
  /** Texts of one image that are followed side by side; 1 is greedy. */
  beams: number;
  /** Most classes of a text. */
  longest: number;
  /** The class that ends a text. */
  end: number;
  /** What the decoder takes to come before the first class, and after a class c: c + offset. */
  start: number;
  offset: number;
}

/** One step of a search; all by row. */
export interface SearchStep {
  classes: Int32Array;
  /** The row of the step before that each continues. */
  parents: Int32Array;
  /** Natural logarithm of the class's probability, and of the whole text's. */
  gains: Float64Array;
  scores: Float64Array;
}

/** What an attention decoder wrote for one image. */
export interface Written {
  /** Without the end. */
  classes: number[];
  /** Of each class, and last, where it was written, of the end: 0..1. */
  probabilities: number[];
}

/**
 * Beam search without a language model, as the published ASTER does it: of all continuations of an image's beams the
 * likeliest go on, those that end are set aside, and an image is done when as many have ended as there are beams.
 */
export async function searchBeams(decoder: AttentionDecoder, rules: SearchRules): Promise<SearchStep[]> {
  const { beams, longest, end, start, offset } = rules;
  const rows = decoder.state.shape[0] as number;
  let { state } = decoder;
  let scores = Float64Array.from({ length: rows }, (_, row) => (row % beams === 0 ? 0 : -Infinity));
  let previous = new Float32Array(rows).fill(start);
  const ended = new Int32Array(rows / beams);
  const steps: SearchStep[] = [];
  while (steps.length < longest && ended.some((count) => count < beams)) {
    const after = await decoder.step({ shape: [rows], data: previous }, state);
    const step = likeliestContinuations(after.logits, scores, beams);
    steps.push(step);
    step.classes.forEach((value, row) => {
      const image = Math.floor(row / beams);
      if (value === end && step.scores[row] !== -Infinity) ended[image] = (ended[image] as number) + 1;
    });
    scores = step.scores.map((score, row) => (step.classes[row] === end ? -Infinity : score));
    previous = Float32Array.from(step.classes, (value) => value + offset);
    state = rowsOf(after.next, step.parents);
  }
  return steps;
}

/**
 * The best text of each image. Texts that ended compete in the order in which they did, as many as there are beams; where
 * fewer ended, the likeliest that did not fill up. `perClass` ranks them by their mean logarithm, so that a text is not
 * chosen for being short; else by its sum, as published.
 */
export function bestTexts(steps: readonly SearchStep[], { beams, end }: SearchRules, perClass: boolean): Written[] {
  const last = steps.length - 1;
  const images = (steps[0]?.classes.length ?? 0) / beams;
  return Array.from({ length: images }, (_, image) => {
    const rows = Array.from({ length: beams }, (_unused, beam) => image * beams + beam);
    const places = steps.flatMap((_step, t) => rows.map((row) => ({ t, row })));
    const scoreAt = ({ t, row }: Place) => (steps[t] as SearchStep).scores[row] as number;
    const ended = places.filter(
      (place) => (steps[place.t] as SearchStep).classes[place.row] === end && scoreAt(place) !== -Infinity,
    );
    const open = rows.map((row) => ({ t: last, row })).sort((a, b) => scoreAt(b) - scoreAt(a));
    const candidates = [...ended, ...open].slice(0, beams);
    const rank = (place: Place) => scoreAt(place) / (perClass ? place.t + 1 : 1);
    const best = candidates.reduce((a, b) => (rank(b) > rank(a) ? b : a));
    return written(steps, best, end);
  });
}

/** The last class of a text: its step and its row. */
interface Place {
  t: number;
  row: number;
}

function written(steps: readonly SearchStep[], { t, row }: Place, end: number): Written {
  const classes: number[] = [];
  const probabilities: number[] = [];
  for (let at = row, i = t; i >= 0; i--) {
    const step = steps[i] as SearchStep;
    const value = step.classes[at] as number;
    if (value !== end) classes.unshift(value);
    probabilities.unshift(Math.exp(step.gains[at] as number));
    at = step.parents[at] as number;
  }
  return { classes, probabilities };
}

/** Of each image's beams × classes continuations, as many as there are beams, the likeliest first. */
function likeliestContinuations({ shape, data }: TensorData, scores: Float64Array, beams: number): SearchStep {
  const [rows, classes] = shape as [number, number];
  const step: SearchStep = {
    classes: new Int32Array(rows),
    parents: Int32Array.from({ length: rows }, (_, row) => row),
    gains: new Float64Array(rows).fill(-Infinity),
    scores: new Float64Array(rows).fill(-Infinity),
  };
  for (let first = 0; first < rows; first += beams) {
    for (let parent = first; parent < first + beams; parent++) {
      const score = scores[parent] as number;
      if (score === -Infinity) continue;
      const logits = data.subarray(parent * classes, (parent + 1) * classes);
      const norm = logSumExp(logits);
      for (let value = 0; value < classes; value++) {
        const gain = (logits[value] as number) - norm;
        insert(step, first, first + beams, { value, parent, gain, score: score + gain });
      }
    }
  }
  return step;
}

/** Puts a continuation in its place among those of rows `first` to `end`, which are in order, and drops the last of them. */
function insert(
  { classes, parents, gains, scores }: SearchStep,
  first: number,
  end: number,
  { value, parent, gain, score }: { value: number; parent: number; gain: number; score: number },
) {
  let at = end;
  while (at > first && score > (scores[at - 1] as number)) at--;
  if (at === end) return;
  for (const list of [classes, parents, gains, scores]) list.copyWithin(at + 1, at, end - 1);
  classes[at] = value;
  parents[at] = parent;
  gains[at] = gain;
  scores[at] = score;
}

function logSumExp(values: Float32Array): number {
  const peak = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return peak + Math.log(values.reduce((sum, value) => sum + Math.exp(value - peak), 0));
}

/** Rows of a tensor (rows, …), in any order and as often as they are named. */
export function rowsOf({ shape, data }: TensorData, rows: ArrayLike<number>): TensorData {
  const width = sizeOf(shape.slice(1));
  const result = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * width;
    result.set(data.subarray(from, from + width), i * width);
  }
  return { shape: [rows.length, ...shape.slice(1)], data: result };
}
