import { trainingOf } from '../../../models/networks/registry.ts';
import type { TrainingRequest } from '../../contract/training.ts';

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
