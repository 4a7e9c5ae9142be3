import { psnrOfError } from '../../../models/metrics/image-quality.ts';
import { scoreReadings, type TextScore } from '../../../models/metrics/text-accuracy.ts';
import type { Compared, Mode, Opened, Quality } from '../../contract/compute.ts';
import type { SubsetScores } from '../../contract/jobs.ts';
import type { Pair } from './pair-set.ts';
import { textRuleOf } from '../reading/text-rule.ts';

export const VIEWS = ['bicubic', 'restored', 'highResolution'] as const;
export type View = (typeof VIEWS)[number];

/** Batch of the published PSNR, which takes one mean squared error per batch (their evaluation used what fits memory). */
const COMPATIBLE_BATCH = 64;

/** Subsets as TextZoom has them, easiest first; others follow by name. */
const DIFFICULTIES = ['easy', 'medium', 'hard'];

function easiestFirst(a: string, b: string): number {
  const rank = (subset: string) => (DIFFICULTIES.indexOf(subset) + DIFFICULTIES.length + 1) % (DIFFICULTIES.length + 1);
  return rank(a) - rank(b) || a.localeCompare(b, 'en');
}

/** Scores of each subset, then of all pairs together as `all` (weighted by pairs, as the papers' averages). */
export function scoresBySubset(
  compared: readonly { pair: Pair; result: Compared }[],
  opened: Opened,
  mode: Mode,
): SubsetScores[] {
  return bySubset(compared).map(([subset, group]) => scoresOf(subset, group, opened, mode));
}

/** Pairs of each subset, easiest first, then all together as `all` where there are several. */
export function bySubset<T extends { pair: Pair }>(compared: readonly T[]): [subset: string, group: readonly T[]][] {
  const groups = [...Map.groupBy(compared, ({ pair }) => pair.subset)].sort(([a], [b]) => easiestFirst(a, b));
  const named = groups.map(([subset, group]): [string, readonly T[]] => [subset || 'pairs', group]);
  return groups.length > 1 ? [...named, ['all', compared]] : named;
}

function scoresOf(
  subset: string,
  compared: readonly { pair: Pair; result: Compared }[],
  opened: Opened,
  mode: Mode,
): SubsetScores {
  const labelled = compared.filter(({ pair }) => pair.label !== undefined);
  const quality = (view: 'bicubic' | 'restored') => compared.map(({ result }) => result[view]);
  return {
    subset,
    pairs: compared.length,
    labelled: labelled.length,
    psnr: { bicubic: meanPsnr(quality('bicubic'), mode), restored: meanPsnr(quality('restored'), mode) },
    ssim: {
      bicubic: mean(quality('bicubic').map(({ ssim }) => ssim)),
      restored: mean(quality('restored').map(({ ssim }) => ssim)),
    },
    text: opened.readers.map((reader) => ({
      reader: reader.id,
      scores: Object.fromEntries(VIEWS.map((view) => [view, textScore(labelled, reader, view, mode)])) as Record<
        View,
        TextScore
      >,
    })),
  };
}

function meanPsnr(quality: readonly Quality[], mode: Mode): number {
  if (mode === 'correct') return mean(quality.map(({ psnr }) => psnr));
  const batches = Array.from({ length: Math.ceil(quality.length / COMPATIBLE_BATCH) }, (_, i) =>
    quality.slice(i * COMPATIBLE_BATCH, (i + 1) * COMPATIBLE_BATCH),
  );
  return mean(batches.map((batch) => psnrOfError(mean(batch.map(({ meanSquaredError }) => meanSquaredError)))));
}

function textScore(
  labelled: readonly { pair: Pair; result: Compared }[],
  reader: Opened['readers'][number],
  view: View,
  mode: Mode,
): TextScore {
  const pairs = labelled.map(({ pair, result }) => ({
    reference: pair.label ?? '',
    reading: result.readings.find((candidate) => candidate.reader === reader.id)?.[view].text ?? '',
  }));
  return scoreReadings(pairs, textRuleOf(reader, mode));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
