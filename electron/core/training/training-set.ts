import { Problem } from '../../../models/base/problem.ts';
import { networkOf, trainingOf } from '../../../models/networks/registry.ts';
import type { TrainingRequest } from '../../contract/training.ts';
import { storedSide } from '../../contract/training-side.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Database } from '../db/connection.ts';
import type { ListedPair } from '../../contract/pairs.ts';
import { pairsOf } from '../pictures/project-pairs.ts';
import { lockSplit } from '../split/apply.ts';
import type { Sample } from './batch-plan.ts';

export interface TrainingSet {
  training: Sample[];
  validation: Sample[];
  /** Of pairs that CRNN learns to read. */
  transcriptions: ReadonlyMap<number, string>;
}

const LEAST_COLUMNS = 16;

/**
 * Samples of the train and of the validation split. Both splits are locked: what was trained on is never measured on later.
 * Where every pair is drawn, the train split is left alone. Throws `bad-argument` where either has nothing to offer, and what `inTransaction` throws.
 */
export function takeTrainingSet(db: Database, request: TrainingRequest): TrainingSet {
  const transcriptions = new Map<number, string>();
  const samplesOf = (split: 'train' | 'validation') =>
    [...pairsOf(db, { ...request.filter, split })].flatMap((pair) => {
      const samples = samplesOfPair(pair, request);
      if (samples.length > 0) transcriptions.set(pair.id, pair.label.transcription ?? '');
      return samples;
    });
  const drawsAll = request.synthetic?.mix === 1;
  const training = drawsAll ? [] : samplesOf('train');
  const validation = samplesOf('validation');
  for (const [split, samples] of Object.entries({ train: training, validation })) {
    if (samples.length === 0 && !(drawsAll && split === 'train')) throw nothingIn(split, request);
  }
  inTransaction(db, () => {
    if (!drawsAll) lockSplit(db, 'train');
    lockSplit(db, 'validation');
  });
  return { training, validation, transcriptions };
}

function samplesOfPair({ id, lr, hr, label }: ListedPair, { network, preset, sides }: TrainingRequest): Sample[] {
  const { difficulty } = label;
  if (label.status === 'rejected') return [];
  // Wider crops keep their proportions in the preset `correct`, up to a widest into which longer lines are squeezed.
  const { height, width: published, widest } = trainingOf(network).size;
  if (networkOf(network).purpose === 'super-resolution') {
    if (!lr || !hr) return [];
    const width = preset === 'compatible' ? published : columns(lr, height, widest);
    return [{ pairId: id, side: 'lr', width, difficulty }];
  }
  if (label.illegible || !label.transcription?.trim()) return [];
  const pictures = { lr, hr };
  return [...new Set(sides)].flatMap((side) => {
    const picture = pictures[storedSide(side)];
    if (!picture) return [];
    // As its reader sees it: never narrower than the published columns, and lines squeezed to half their width.
    const natural = Math.max(published, columns(picture, height / 2, widest));
    return [{ pairId: id, side, width: preset === 'compatible' ? published : natural, difficulty }];
  });
}

function columns({ width, height }: { width: number; height: number }, rows: number, most: number): number {
  return Math.min(most, Math.max(LEAST_COLUMNS, Math.round((rows * width) / height)));
}

function nothingIn(split: string, { network }: TrainingRequest): Problem {
  const what =
    networkOf(network).purpose === 'super-resolution' ? 'pairs of LR and HR' : 'pictures with a transcription';
  return new Problem('split-without-pairs', { split, what });
}
