import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

/** Which picture was read: as captured, or restored from LR. */
export type ReadSide = 'lr' | 'hr' | 'sr';

/** What a reader made of a picture. Never a label. */
export interface Suggestion {
  side: ReadSide;
  /** The reader's id, such as `crnn` or `ppocr`. */
  reader: string;
  weightsSha256: string;
  transcription: string;
  /** 0..1, of the whole reading and of each character. */
  confidence: number;
  characters: readonly { character: string; confidence: number }[];
}

/** Replaces what the same reader made of the same picture before. */
export function writeSuggestion(db: Database, pairId: number, suggestion: Suggestion, at: string): void {
  prepared<object>(
    db,
    `INSERT INTO suggestion (pair_id, side, reader, weights_sha256, transcription, confidence, characters, at)
     VALUES (:pairId, :side, :reader, :weightsSha256, :transcription, :confidence, :characters, :at)
     ON CONFLICT (pair_id, side, reader) DO UPDATE SET weights_sha256 = excluded.weights_sha256,
       transcription = excluded.transcription, confidence = excluded.confidence, characters = excluded.characters,
       at = excluded.at`,
  ).run({ ...suggestion, pairId, characters: JSON.stringify(suggestion.characters), at });
}

export const readSuggestions = (db: Database, pairId: number): (Suggestion & { at: string })[] =>
  prepared<[number], Omit<Suggestion, 'characters'> & { characters: string; at: string }>(
    db,
    `SELECT side, reader, weights_sha256 AS weightsSha256, transcription, confidence, characters, at FROM suggestion
     WHERE pair_id = ? ORDER BY side, reader`,
  )
    .all(pairId)
    .map((row) => ({ ...row, characters: JSON.parse(row.characters) as Suggestion['characters'] }));

export function writeUncertainty(db: Database, pairId: number, uncertainty: number): void {
  prepared<[number, number]>(db, 'UPDATE pair SET uncertainty = ? WHERE id = ?').run(uncertainty, pairId);
}
