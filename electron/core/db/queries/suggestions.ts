import type { Suggestion } from '../../../contract/jobs.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

/** What a reader made of a picture, as it is kept; never a label. */
export type NewSuggestion = Omit<Suggestion, 'at'>;

/** Replaces what the same reader made of the same picture before. */
export function writeSuggestion(db: Database, pairId: number, suggestion: NewSuggestion, at: string): void {
  prepared<object>(
    db,
    `INSERT INTO suggestion (pair_id, side, reader, weights_sha256, transcription, confidence, characters, at)
     VALUES (:pairId, :side, :reader, :weightsSha256, :transcription, :confidence, :characters, :at)
     ON CONFLICT (pair_id, side, reader) DO UPDATE SET weights_sha256 = excluded.weights_sha256,
       transcription = excluded.transcription, confidence = excluded.confidence, characters = excluded.characters,
       at = excluded.at`,
  ).run({ ...suggestion, pairId, characters: JSON.stringify(suggestion.characters), at });
}

export const readSuggestions = (db: Database, pairId: number): Suggestion[] =>
  prepared<[number], Omit<Suggestion, 'characters'> & { characters: string }>(
    db,
    `SELECT side, reader, weights_sha256 AS weightsSha256, transcription, confidence, characters, at FROM suggestion
     WHERE pair_id = ? ORDER BY side, reader`,
  )
    .all(pairId)
    .map((row) => ({ ...row, characters: JSON.parse(row.characters) as Suggestion['characters'] }));

export function writeUncertainty(db: Database, pairId: number, uncertainty: number): void {
  prepared<[number, number]>(db, 'UPDATE pair SET uncertainty = ? WHERE id = ?').run(uncertainty, pairId);
}
