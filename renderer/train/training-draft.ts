import type { EngineData } from '../../electron/contract/engines.ts';
import type { NetworkFacts } from '../../electron/contract/models.ts';
import { synthesisConfigSchema } from '../../electron/contract/synthesis.ts';
import type { TrainingRequest } from '../../electron/contract/training.ts';
import { TRAINING_SIDES, type TrainingSides } from '../../electron/contract/training-side.ts';

/** A training as a form holds it; texts as they are typed. */
export interface TrainingDraft {
  network: TrainingRequest['network'];
  /** Whether that network learns to read. */
  reads: boolean;
  name: string;
  /** Empty: the newest shipped. */
  base: string;
  preset: TrainingRequest['preset'];
  sides: TrainingSides;
  steps: number;
  batch: number;
  /** Empty: the preset's. */
  learningRate: string;
  measureEvery: number;
  patience: number;
  frozen: string[];
  balance: boolean;
  /** Per cent: of every batch, the pairs that are drawn with this computer's fonts. */
  drawn: number;
  /** Per cent: how much the project's crops are varied. */
  variation: number;
  seed: number;
  engine: TrainingRequest['engine'];
  filter: TrainingRequest['filter'];
  again: boolean;
}

/** `preferred` computes where it is one of `engines` that can train. */
export const newDraft = (preferred: string, engines: readonly EngineData[], network?: NetworkFacts): TrainingDraft => ({
  ...{ network: network?.id ?? '', reads: network?.purpose === 'recognition' },
  ...{ name: '', base: '', preset: 'correct', sides: 'both' },
  ...{ steps: 1000, batch: 16, learningRate: '', measureEvery: 100, patience: 5 },
  ...{ frozen: [], balance: false, drawn: 0, variation: 0, seed: 0, filter: {}, again: false },
  engine: engines.some(({ id, canTrain }) => id === preferred && canTrain) ? preferred : 'auto',
});

/** Whether a learning rate is one: a number above 0 and at most 1, or nothing. */
export function isRate(text: string): boolean {
  if (text.trim() === '') return true;
  const rate = Number(text);
  return rate > 0 && rate <= 1;
}

/** What is asked of the studio; undefined while something is missing or wrong. */
export function requestOf(draft: TrainingDraft): TrainingRequest | undefined {
  const { network, preset, steps, batch, measureEvery, patience, frozen, balance, seed, engine, filter } = draft;
  const name = draft.name.trim();
  if (!name || !network || !isRate(draft.learningRate)) return undefined;
  return {
    ...{ network, name, preset, steps, batch, measureEvery, patience, balance, seed, engine },
    ...{ frozen: [...frozen], filter: { ...filter } },
    sides: draft.reads ? [...TRAINING_SIDES[draft.sides]] : ['hr', 'lr'],
    ...(draft.base && { base: draft.base }),
    ...(draft.learningRate.trim() && { learningRate: Number(draft.learningRate) }),
    ...(draft.drawn > 0 && { synthetic: { config: synthesisConfigSchema.parse({}), mix: draft.drawn / 100 } }),
    ...(draft.variation > 0 && { augmentation: draft.variation / 100 }),
    ...(draft.again && { again: true }),
  };
}
