import type { TrainingWish } from '../../contract/training.ts';

interface Preset {
  learningRate: number;
  /** Of Adam. */
  betas: [number, number];
  /** Largest norm of all gradients together. */
  clipNorm: number;
  /** Of TSRN: the published one, or ours (`models/tsrn/faithful-loss.ts`). */
  loss: 'published' | 'faithful';
}

type Presets = Record<TrainingWish['preset'], Preset>;

/**
 * TSRN `compatible`: as the published code trains it, at a constant rate. The others are ours: rates for fine-tuning, which
 * rise over the first steps and fall along a cosine, and TSRN's loss keeps to the input. The published CRNN was trained from scratch with Adadelta.
 */
export const PRESETS: Record<TrainingWish['network'], Presets> = {
  tsrn: {
    compatible: { learningRate: 1e-3, betas: [0.5, 0.999], clipNorm: 0.25, loss: 'published' },
    correct: { learningRate: 3e-4, betas: [0.9, 0.999], clipNorm: 0.25, loss: 'faithful' },
  },
  crnn: {
    compatible: { learningRate: 1e-4, betas: [0.9, 0.999], clipNorm: 5, loss: 'published' },
    correct: { learningRate: 3e-4, betas: [0.9, 0.999], clipNorm: 5, loss: 'published' },
  },
};

/** Share of the steps over which the rate rises, and what it falls to in the end. */
const WARM_UP = 0.05;
const LEAST = 0.02;

/** The learning rate of step `step`, from 0. */
export function learningRateAt({ network, preset, learningRate, steps }: TrainingWish, step: number): number {
  const base = learningRate ?? PRESETS[network][preset].learningRate;
  if (preset === 'compatible') return base;
  const warm = Math.max(1, Math.round(WARM_UP * steps));
  const rise = Math.min(1, (step + 1) / warm);
  const share = Math.min(1, step / steps);
  return base * rise * (LEAST + (1 - LEAST) * 0.5 * (1 + Math.cos(Math.PI * share)));
}
