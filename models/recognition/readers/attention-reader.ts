import { Problem } from '../../base/problem.ts';
import type { TensorData } from '../../base/tensor.ts';
import type { LoadedNetwork } from '../../engines/engine.ts';
import type { Raster } from '../../image/raster.ts';
import { bestTexts, rowsOf, searchBeams, type SearchRules, type Written } from '../attention-decoding.ts';
import type { Reader, ReaderId, Reading } from './reader.ts';

/** One decoder of the network; it has a graph that takes features, keys, state and previous, and gives logits and next, the state after them. */
export interface Direction {
  graph: string;
  /** The output of `encode` that this decoder's attention compares with its state. */
  keys: string;
  /** Whether it writes from the end of the text to its beginning. */
  backwards: boolean;
}

export interface AttentionReaderOptions extends SearchRules {
  id: ReaderId;
  network: LoadedNetwork;
  card: { title: string; sha256: string };
  /** In class order; classes beyond it are signs, which are not part of the text. */
  alphabet: readonly string[];
  /** Values of the decoder's state. */
  stateWidth: number;
  directions: readonly Direction[];
  /** Whether texts are ranked by their mean probability a class; else by that of the whole. */
  perClass: boolean;
  toInput: (images: readonly Raster[]) => TensorData;
}

/** Images that go through the network together; each has as many rows in the decoder as there are beams. */
const IMAGES_PER_BATCH = 16;

/**
 * Reads with a network whose decoder attends: graph `encode` once for a batch, then a step for every character of the
 * longest text, all images and all beams together. Of several directions the surer text counts.
 */
export class AttentionReader implements Reader {
  readonly id: ReaderId;
  readonly title: string;
  readonly weightsSha256: string;
  readonly alphabet: readonly string[];
  readonly #options: AttentionReaderOptions;

  constructor(options: AttentionReaderOptions) {
    this.id = options.id;
    this.title = options.card.title;
    this.weightsSha256 = options.card.sha256;
    this.alphabet = options.alphabet;
    this.#options = options;
  }

  async read(images: readonly Raster[]): Promise<Reading[]> {
    const readings: Reading[] = [];
    for (let start = 0; start < images.length; start += IMAGES_PER_BATCH) {
      readings.push(...(await this.#readBatch(images.slice(start, start + IMAGES_PER_BATCH))));
    }
    return readings;
  }

  dispose(): Promise<void> {
    return this.#options.network.dispose();
  }

  async #readBatch(images: readonly Raster[]): Promise<Reading[]> {
    const { network, toInput, directions, beams } = this.#options;
    const encoded = await network.run({ x: toInput(images) }, 'encode');
    const rows = Array.from({ length: images.length * beams }, (_, row) => Math.floor(row / beams));
    const features = rowsOf(sound(encoded.features), rows);
    const readings: Reading[][] = [];
    for (const direction of directions) {
      const keys = rowsOf(sound(encoded[direction.keys]), rows);
      const texts = await this.#decode(direction.graph, { features, keys }, rows.length);
      readings.push(texts.map((text) => readingOf(text, this.alphabet, direction.backwards)));
    }
    return images.map((_, i) =>
      readings.map((ofDirection) => ofDirection[i] as Reading).reduce((a, b) => (b.confidence > a.confidence ? b : a)),
    );
  }

  async #decode(graph: string, memory: { features: TensorData; keys: TensorData }, rows: number): Promise<Written[]> {
    const { network, stateWidth, perClass } = this.#options;
    const state = { shape: [rows, stateWidth], data: new Float32Array(rows * stateWidth) };
    const step = async (previous: TensorData, before: TensorData) => {
      const after = await network.run({ ...memory, previous, state: before }, graph);
      return { logits: sound(after.logits), next: after.next as TensorData };
    };
    return bestTexts(await searchBeams({ state, step }, this.#options), this.#options, perClass);
  }
}

/** Throws `engine-failed` for values that are no numbers. */
function sound(tensor: TensorData | undefined): TensorData {
  if (tensor?.data.every(Number.isFinite)) return tensor;
  throw new Problem('output-not-finite', {});
}

/** Confidence of a text: geometric mean of its characters', or that of the end where there are none. */
function readingOf({ classes, probabilities }: Written, alphabet: readonly string[], backwards: boolean): Reading {
  const characters = classes.flatMap((value, i) => {
    const character = alphabet[value];
    return character === undefined ? [] : { character, confidence: probabilities[i] as number };
  });
  if (backwards) characters.reverse();
  const certainties = characters.length > 0 ? characters.map(({ confidence }) => confidence) : probabilities;
  const mean = certainties.reduce((sum, value) => sum + Math.log(value), 0) / Math.max(1, certainties.length);
  return {
    text: characters.map(({ character }) => character).join(''),
    confidence: certainties.length > 0 ? Math.exp(mean) : 0,
    characters,
  };
}
