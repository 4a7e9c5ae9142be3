import type { Labels } from '../../core/labels.ts';
import type { ReadingTally } from '../../core/reading-tally.ts';
import { table } from './console.ts';

/** How the readings did against the labels, and whether the labels were found at all. */
export function readingScores(tally: ReadingTally, labels: Labels): string {
  const matched = `${tally.labelled} pictures had a label; the file has ${labels.size}.`;
  if (tally.labelled > 0) return `${table(tally.rows())}\n${matched}`;
  return `${matched} Labels are found by the path below the named folder, or by the file name, with or without ending.`;
}
