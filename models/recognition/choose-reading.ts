import type { Reading } from './readers/reader.ts';

export type View = 'input' | 'restored';

/**
 * By how much the reading after restoration must be surer than the one before to be taken.
 *
 * Fitted on 750 typewritten lines of documents that nothing is measured on (`training` in test/bench/reading/parts.tsv), shrunk to 10
 * to 28 rows and blurred in three ways, read by PP-OCR without accents: CER 41.6 % as they came, 40.2 % restored, and 39.1 % with this
 * margin, where it is least (39.8 % without one, 40.5 % with 0.15).
 */
export const SURER_BY = 0.05;

/** The view whose reading is to be believed: the input's, unless the restored one is read surer by a margin. */
export function chooseView(input: Reading, restored: Reading | null): View {
  if (restored === null || restored.text === '') return 'input';
  if (input.text === '') return 'restored';
  return restored.confidence > input.confidence + SURER_BY ? 'restored' : 'input';
}
