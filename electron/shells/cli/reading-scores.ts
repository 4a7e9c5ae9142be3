import type { LabelUse, TallyScore } from '../../contract/jobs.ts';
import { tallyRows } from '../../core/reading/reading-scores.ts';
import { table } from './console.ts';

/** How the readings did against the labels, and whether the labels were found at all. */
export function readingScores(scores: readonly TallyScore[], { used, known }: LabelUse): string {
  const matched = `${used} pictures had a label; the file has ${known}.`;
  if (used > 0) return `${table(tallyRows(scores))}\n${matched}`;
  return `${matched} Labels are found by the path below the named folder, or by the file name, with or without ending.`;
}
