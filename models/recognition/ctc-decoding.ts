import { Problem } from '../base/problem.ts';
import type { TensorData } from '../base/tensor.ts';
import { BLANK_CLASS, characterOf } from './alphabet.ts';

export interface DecodedCharacter {
  character: string;
  /** Highest softmax probability over its run of frames, 0..1: CTC peaks, and the flanks of a peak say little. */
  confidence: number;
  /** First frame of its run. */
  start: number;
  /** Frame after its run. */
  end: number;
}

export interface Decoded {
  text: string;
  /**
   * Geometric mean of the characters' confidences, 0..1: rises and falls with each of them, one doubtful character
   * shows, and long lines are not punished for being long. For an empty text, of the blanks' probabilities instead.
   */
  confidence: number;
  characters: DecodedCharacter[];
}

/** The likeliest class of each frame with its probability, 0..1. */
export interface BestPath {
  classes: Int32Array;
  probabilities: Float32Array;
}

/**
 * Greedy CTC decoding (Graves et al., 2006, §3.2, best path): of each frame the likeliest class, runs of one class
 * merged, blanks removed.
 *
 * @param logits (T, N, alphabet + 1), before the softmax; class 0 is the blank.
 * @returns One result per image of the batch.
 * @throws Problem `bad-argument` where the classes do not fit the alphabet.
 */
export function decodeLogits(logits: TensorData, alphabet: readonly string[]): Decoded[] {
  const [frames = 0, batch = 0, classes = 0] = logits.shape;
  if (logits.shape.length !== 3 || classes !== alphabet.length + 1) {
    throw new Problem('output-misfits-alphabet', { shape: logits.shape.join(', '), characters: alphabet.length });
  }
  return Array.from({ length: batch }, (_, n) =>
    decodePath(bestPath(logits.data, frames, batch, classes, n), alphabet),
  );
}

function bestPath(logits: Float32Array, frames: number, batch: number, classes: number, n: number): BestPath {
  const path = { classes: new Int32Array(frames), probabilities: new Float32Array(frames) };
  for (let t = 0; t < frames; t++) {
    const row = (t * batch + n) * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if ((logits[row + c] as number) > (logits[row + best] as number)) best = c;
    const peak = logits[row + best] as number;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp((logits[row + c] as number) - peak);
    path.classes[t] = best;
    path.probabilities[t] = 1 / sum;
  }
  return path;
}

/** Merges runs of one class and removes blanks. */
export function decodePath({ classes, probabilities }: BestPath, alphabet: readonly string[]): Decoded {
  const characters: DecodedCharacter[] = [];
  let start = 0;
  while (start < classes.length) {
    const value = classes[start] as number;
    let end = start + 1;
    while (end < classes.length && classes[end] === value) end++;
    if (value !== BLANK_CLASS) {
      const confidence = Math.max(...probabilities.subarray(start, end));
      characters.push({ character: characterOf(value, alphabet), confidence, start, end });
    }
    start = end;
  }
  const certainties = characters.length > 0 ? characters.map(({ confidence }) => confidence) : [...probabilities];
  return {
    text: characters.map(({ character }) => character).join(''),
    confidence: geometricMean(certainties),
    characters,
  };
}

function geometricMean(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
