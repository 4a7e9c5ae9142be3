import { createHash } from 'node:crypto';
import { networkOf, trainingOf } from '../../../models/networks/registry.ts';
import type { TrainingBatch } from '../../contract/compute.ts';
import type { TrainingRequest } from '../../contract/training.ts';
import type { Database } from '../db/connection.ts';
import { type Batch, BatchPlan, type Sample } from './batch-plan.ts';
import { pairOf, readable } from './pictures.ts';
import type { TrainingSet } from './training-set.ts';

/** The batches of a training: from the project, drawn, or both. Everything goes by the seed and the number of the step. */
export class Batches {
  readonly #request: TrainingRequest;
  readonly #db: Database;
  readonly #set: TrainingSet;
  readonly #plan: BatchPlan;

  constructor(request: TrainingRequest, db: Database, set: TrainingSet) {
    this.#request = request;
    this.#db = db;
    this.#set = set;
    this.#plan = new BatchPlan(set.training, request);
  }

  /** The batch of step `step`, from 0, of `size` crops. Throws `not-found` for pictures that are gone. */
  at(step: number, size: number, learningRate: number): TrainingBatch {
    const { synthetic, augmentation = 0, seed, network, sides } = this.#request;
    const drawn = synthetic ? drawnOf(size, synthetic.mix) : 0;
    const own: Batch =
      drawn < size ? this.#plan.at(step, size - drawn) : { samples: [], width: trainingOf(network).size.width };
    return {
      width: own.width,
      learningRate,
      samples: this.#samples(own.samples),
      ...(synthetic && {
        synthetic: {
          config: synthetic.config,
          pairs: Array.from({ length: drawn }, (_, i) => {
            const number = step * drawn + i;
            return { number, side: sides[number % sides.length] ?? 'hr' };
          }),
        },
      }),
      ...(augmentation > 0 && { augmentation: { strength: augmentation, seed: seedOf(`${seed} ${step}`) } }),
    };
  }

  #samples(samples: readonly Sample[]): TrainingBatch['samples'] {
    const db = this.#db;
    if (networkOf(this.#request.network).purpose === 'super-resolution')
      return samples.map((sample) => pairOf(db, sample));
    return samples.map((sample) => ({
      ...readable(db, sample),
      transcription: this.#set.transcriptions.get(sample.pairId) ?? '',
    }));
  }
}

/** At least one of either kind, unless all are to be drawn. */
function drawnOf(size: number, mix: number): number {
  if (mix === 1 || size === 1) return mix >= 0.5 ? size : 0;
  return Math.min(size - 1, Math.max(1, Math.round(mix * size)));
}

const seedOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32LE() >>> 1;

/** Share of the steps over which the rate rises, and what it falls to in the end. */
const WARM_UP = 0.05;
const LEAST = 0.02;

/**
 * The learning rate of step `step`, from 0. `compatible`: constant, as the published code has it; else it rises over the first steps and falls along a
 * cosine, for fine-tuning.
 */
export function learningRateAt({ network, preset, learningRate, steps }: TrainingRequest, step: number): number {
  const base = learningRate ?? trainingOf(network).presets[preset].learningRate;
  if (preset === 'compatible') return base;
  const warm = Math.max(1, Math.round(WARM_UP * steps));
  const rise = Math.min(1, (step + 1) / warm);
  const share = Math.min(1, step / steps);
  return base * rise * (LEAST + (1 - LEAST) * 0.5 * (1 + Math.cos(Math.PI * share)));
}
