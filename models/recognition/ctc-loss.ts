import { Problem } from '../base/problem.ts';

export interface CtcLoss {
  /** (N): −ln p(label | logits), in nats. */
  losses: Float32Array;
  /** (T, N, C): the derivative of the sum of `losses` by the logits. */
  gradient: Float32Array;
}

/** A label as CTC walks it: a blank before, between and after its classes. */
type ExtendedLabel = Int32Array;

const BLANK = 0;

/**
 * Connectionist temporal classification (Graves et al., 2006, §4): the negative log probability of each label, summed
 * over all its alignments with the frames, and the gradient through the softmax that it includes. Class 0 is the blank.
 * Works in log space with float64 accumulators, so hundreds of frames lose nothing.
 *
 * A label that cannot fit (its length plus one blank between each pair of equal neighbours exceeds the frames) has no
 * alignment: with `zeroInfinity` (the default) it costs 0, without it Infinity; its gradient is 0 either way.
 *
 * @param logits (T, N, C), any finite values.
 * @param labels One list of classes per image, each an integer in 1 … C−1; may be empty.
 * @throws Problem `bad-argument` where sizes disagree or a label names a class outside 1 … C−1.
 */
export function ctcLoss(
  logits: Float32Array,
  frames: number,
  batch: number,
  classes: number,
  labels: readonly (readonly number[])[],
  options: { zeroInfinity?: boolean } = {},
): CtcLoss {
  checkArguments(logits, frames, batch, classes, labels);
  const zeroInfinity = options.zeroInfinity ?? true;
  const losses = new Float32Array(batch);
  const gradient = new Float32Array(logits.length);
  labels.forEach((label, n) => {
    const logProbability = logSoftmax(logits, frames, batch, classes, n);
    const extended = extend(label);
    const forward = forwardVariables(logProbability, frames, classes, extended);
    const last = (frames - 1) * extended.length + extended.length - 1;
    const likelihood =
      label.length === 0 ? (forward[last] as number) : logAdd(forward[last] as number, forward[last - 1] as number);
    if (likelihood === -Infinity) {
      losses[n] = zeroInfinity ? 0 : Infinity;
      return;
    }
    losses[n] = -likelihood;
    const backward = backwardVariables(logProbability, frames, classes, extended);
    const occupancy = new Float64Array(classes);
    for (let t = 0; t < frames; t++) {
      occupancy.fill(0);
      for (let s = 0; s < extended.length; s++) {
        const path = (forward[t * extended.length + s] as number) + (backward[t * extended.length + s] as number);
        const at = extended[s] as number;
        occupancy[at] = (occupancy[at] as number) + Math.exp(path - likelihood);
      }
      for (let c = 0; c < classes; c++) {
        gradient[(t * batch + n) * classes + c] =
          Math.exp(logProbability[t * classes + c] as number) - (occupancy[c] as number);
      }
    }
  });
  return { losses, gradient };
}

/** ln p of every prefix of the extended label at every frame, the frame's own emission included: (T, 2U+1). */
function forwardVariables(logProbability: Float64Array, frames: number, classes: number, label: ExtendedLabel) {
  const states = label.length;
  const forward = new Float64Array(frames * states).fill(-Infinity);
  for (let s = 0; s < Math.min(2, states); s++) forward[s] = logProbability[label[s] as number] as number;
  for (let t = 1; t < frames; t++) {
    const before = (t - 1) * states;
    for (let s = 0; s < states; s++) {
      let sum = forward[before + s] as number;
      if (s >= 1) sum = logAdd(sum, forward[before + s - 1] as number);
      if (maySkip(label, s)) sum = logAdd(sum, forward[before + s - 2] as number);
      forward[t * states + s] = sum + (logProbability[t * classes + (label[s] as number)] as number);
    }
  }
  return forward;
}

/** ln p of every suffix that follows a state, the frame's own emission left out: (T, 2U+1). */
function backwardVariables(logProbability: Float64Array, frames: number, classes: number, label: ExtendedLabel) {
  const states = label.length;
  const backward = new Float64Array(frames * states).fill(-Infinity);
  for (let s = Math.max(0, states - 2); s < states; s++) backward[(frames - 1) * states + s] = 0;
  for (let t = frames - 2; t >= 0; t--) {
    const from = (s: number) =>
      (backward[(t + 1) * states + s] as number) + (logProbability[(t + 1) * classes + (label[s] as number)] as number);
    for (let s = 0; s < states; s++) {
      let sum = from(s);
      if (s + 1 < states) sum = logAdd(sum, from(s + 1));
      if (s + 2 < states && maySkip(label, s + 2)) sum = logAdd(sum, from(s + 2));
      backward[t * states + s] = sum;
    }
  }
  return backward;
}

/** Whether a path may reach state s from s − 2: over the blank between two different classes. */
function maySkip(label: ExtendedLabel, s: number): boolean {
  return s >= 2 && label[s] !== BLANK && label[s] !== label[s - 2];
}

function extend(label: readonly number[]): ExtendedLabel {
  const extended = new Int32Array(2 * label.length + 1);
  label.forEach((value, i) => (extended[2 * i + 1] = value));
  return extended;
}

/** ln softmax of image n: (T, C). */
function logSoftmax(logits: Float32Array, frames: number, batch: number, classes: number, n: number): Float64Array {
  const result = new Float64Array(frames * classes);
  for (let t = 0; t < frames; t++) {
    const row = (t * batch + n) * classes;
    let max = -Infinity;
    for (let c = 0; c < classes; c++) max = Math.max(max, logits[row + c] as number);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp((logits[row + c] as number) - max);
    const norm = max + Math.log(sum);
    for (let c = 0; c < classes; c++) result[t * classes + c] = (logits[row + c] as number) - norm;
  }
  return result;
}

function logAdd(a: number, b: number): number {
  const high = Math.max(a, b);
  if (high === -Infinity) return high;
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

function checkArguments(
  logits: Float32Array,
  frames: number,
  batch: number,
  classes: number,
  labels: readonly (readonly number[])[],
): void {
  if (frames < 1 || logits.length !== frames * batch * classes) {
    throw new Problem('ctc-logits-misshapen', { values: logits.length, frames, batch, classes });
  }
  if (labels.length !== batch) {
    throw new Problem('ctc-labels-miscounted', { labels: labels.length, batch });
  }
  labels.forEach((label, n) => {
    const wrong = label.find((value) => !Number.isInteger(value) || value <= BLANK || value >= classes);
    if (wrong === undefined) return;
    throw new Problem('ctc-class-unknown', { label: n, wrong, last: classes - 1 });
  });
}
