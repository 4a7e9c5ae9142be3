import { charactersOf, foldToAlphabet } from '../../../models/recognition/alphabet.ts';
import { textRule } from '../../../models/metrics/text-accuracy.ts';
import type { KeptCheck } from '../db/check-names.ts';
import type { Database } from '../db/connection.ts';
import { disputedDirectionOf, hrReadingOf, putFinding, removeFinding, transcriptionOf } from '../db/queries/checks.ts';
import { readCheckState } from './check-state.ts';

/** A reading below this confidence says nothing against a label. */
export const SURE_READING = 0.9;

const plain = textRule('correct');

/** The characters that a reader with this alphabet cannot write, not even as another case or a base letter. */
export const foreignCharacters = (transcription: string, alphabet: readonly string[]): string[] => [
  ...new Set(
    charactersOf(transcription).filter((one) => one.trim() !== '' && foldToAlphabet(one, alphabet).length === 0),
  ),
];

/** Whether a reading says something else than the label, white space apart. */
export const contradicts = (transcription: string, reading: string): boolean => plain(transcription) !== plain(reading);

/** Whether a check goes by labels, and so is looked at again with each. */
export const isLabelCheck = (check: KeptCheck): boolean =>
  check === 'alphabet' || check === 'direction' || check === 'reading';

/** Looks again at one pair's label, or its reading, after it changed; for the checks that were made before. */
export function recheckLabel(db: Database, pairId: number): void {
  const transcription = transcriptionOf(db, pairId) ?? '';
  const alphabet = readCheckState(db, 'alphabet')?.options.alphabet;
  if (alphabet) {
    const characters = foreignCharacters(transcription, alphabet);
    if (characters.length > 0) putFinding(db, 'alphabet', { pairId, detail: { characters } });
    else removeFinding(db, 'alphabet', pairId);
  }
  if (readCheckState(db, 'direction')) {
    const disputed = disputedDirectionOf(db, pairId);
    if (disputed) putFinding(db, 'direction', { pairId, detail: { proposed: disputed.proposed } });
    else removeFinding(db, 'direction', pairId);
  }
  const checked = readCheckState(db, 'reading');
  if (!checked) return;
  const found = hrReadingOf(db, pairId);
  const sure = found && found.confidence >= (checked.options.leastConfidence ?? SURE_READING);
  if (sure && transcription && contradicts(transcription, found.reading)) {
    putFinding(db, 'reading', { pairId, detail: { reading: found.reading } });
  } else removeFinding(db, 'reading', pairId);
}
