import { characterErrorRate, textRule } from '../../../models/metrics/text-accuracy.ts';
import { Problem } from '../../../models/base/problem.ts';
import { recheckLabel } from '../checks/label-checks.ts';
import type { Database } from '../db/connection.ts';
import type { Suggestion } from '../../contract/jobs.ts';
import { type NewSuggestion, readSuggestions, writeSuggestion, writeUncertainty } from '../db/queries/suggestions.ts';
import { inTransaction } from '../db/transaction.ts';
import { getLabel } from './labels.ts';

/**
 * Keeps what a reader made of a pair's picture, instead of what it made of it before; labels are never touched. Throws
 * `not-found`, `bad-argument`, and what `inTransaction` throws.
 */
export function storeSuggestion(db: Database, pairId: number, suggestion: NewSuggestion): void {
  const { confidence, transcription } = suggestion;
  if (!(confidence >= 0 && confidence <= 1)) {
    throw new Problem('confidence-unfit', { confidence });
  }
  inTransaction(db, () => {
    getLabel(db, pairId, 1); // throws where there is no such pair
    const kept = { ...suggestion, transcription: transcription.toWellFormed().normalize('NFC') };
    writeSuggestion(db, pairId, kept, new Date().toISOString());
    writeUncertainty(db, pairId, uncertaintyOf(readSuggestions(db, pairId)));
    recheckLabel(db, pairId);
  });
}

/** What readers made of a pair's pictures, by side and reader. Empty for a pair that none has read. */
export const suggestionsOf = (db: Database, pairId: number): Suggestion[] => readSuggestions(db, pairId);

const plain = textRule('correct', { caseSensitive: false });

/**
 * How much readings leave open, 0..1, of the least certain reader: the mean of its doubt (1 − confidence, of HR where it
 * read that) and of the share of characters in which LR reads otherwise than HR; its doubt alone where it did not read
 * both. -1 without readings of LR or HR.
 */
export function uncertaintyOf(
  suggestions: readonly Pick<Suggestion, 'side' | 'reader' | 'transcription' | 'confidence'>[],
): number {
  const readers = new Set(suggestions.map(({ reader }) => reader));
  return Math.max(
    -1,
    ...[...readers].map((reader) => {
      const [lr, hr] = (['lr', 'hr'] as const).map((side) =>
        suggestions.find((one) => one.reader === reader && one.side === side),
      );
      const best = hr ?? lr;
      if (!best) return -1;
      const doubt = 1 - best.confidence;
      if (!lr || !hr) return doubt;
      const texts = { reference: plain(hr.transcription), reading: plain(lr.transcription) };
      return (doubt + Math.min(1, characterErrorRate([texts]))) / 2;
    }),
  );
}
