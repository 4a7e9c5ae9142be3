import { createHash } from 'node:crypto';
import type { Difficulty } from '../../contract/label.ts';
import type { TrainingSide } from '../../contract/training-side.ts';
import { chunksOf } from '../pictures/batches.ts';

/** Something to learn from, by the width that suits it. */
export interface Sample {
  pairId: number;
  side: TrainingSide;
  /** Columns at the height that the network is trained at. */
  width: number;
  difficulty: Difficulty | null;
}

export interface Batch {
  samples: Sample[];
  width: number;
}

/**
 * Which samples make which batch, epoch by epoch. Everything goes by the seed and the number of the step, so that a training
 * goes on after any interruption as if there had been none. Samples of like width share a batch, which has the width of
 * its middle sample; batches come in any order.
 */
export class BatchPlan {
  readonly #samples: readonly Sample[];
  readonly #seed: number;
  readonly #balance: boolean;
  #epoch: { number: number; size: number; batches: Batch[] } | undefined;

  constructor(samples: readonly Sample[], { seed, balance }: { seed: number; balance: boolean }) {
    this.#samples = samples;
    this.#seed = seed;
    this.#balance = balance;
  }

  /** The batch of step `step`, from 0, where batches have `size` samples. */
  at(step: number, size: number): Batch {
    const inEpoch = Math.ceil(this.#samples.length / size);
    const number = Math.floor(step / inEpoch);
    if (this.#epoch?.number !== number || this.#epoch.size !== size) {
      this.#epoch = { number, size, batches: this.#batchesOf(number, size) };
    }
    return this.#epoch.batches[step % inEpoch] as Batch;
  }

  #batchesOf(epoch: number, size: number): Batch[] {
    const drawn = this.#balance ? this.#balanced(epoch) : this.#samples;
    // Within a chance order, so that an epoch's batches of like width differ from the last one's.
    const byWidth = shuffled(drawn, `${this.#seed} ${epoch} samples`).sort((a, b) => a.width - b.width);
    const batches = Array.from(chunksOf(byWidth, size), (samples) => ({
      samples,
      width: samples[Math.floor(samples.length / 2)]?.width ?? 0,
    }));
    return shuffled(batches, `${this.#seed} ${epoch} batches`);
  }

  /** As many samples as there are, of every difficulty as many as of the others. */
  #balanced(epoch: number): Sample[] {
    const classes = [...Map.groupBy(this.#samples, ({ difficulty }) => difficulty).values()];
    return this.#samples.map((_, i) => {
      const one = classes[i % classes.length] as Sample[];
      return one[Math.floor(shareOf(`${this.#seed} ${epoch} draw ${i}`) * one.length)] as Sample;
    });
  }
}

/** A number in 0 ≤ x < 1 that looks like chance and is always the same for a text. */
const shareOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32LE() / 2 ** 32;

function shuffled<T>(items: readonly T[], seed: string): T[] {
  return items
    .map((item, i) => ({ item, order: shareOf(`${seed} ${i}`) }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
