import type { Suggestion } from '../../../contract/jobs.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';
import type { Difficulty } from '../../../contract/label.ts';

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

/** When each pair was read last, by id, a page in memory at a time. */
export function* suggestionTimes(db: Database): Generator<{ pairId: number; at: string }> {
  for (let after = 0; ;) {
    const page = prepared<[number, number], { pairId: number; at: string }>(
      db,
      `SELECT pair_id AS pairId, max(at) AS at FROM suggestion WHERE pair_id > ? GROUP BY pair_id ORDER BY pair_id LIMIT ?`,
    ).all(after, A_PAGE);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.pairId;
  }
}

export function writeUncertainty(db: Database, pairId: number, uncertainty: number): void {
  prepared<[number, number]>(db, 'UPDATE pair SET uncertainty = ? WHERE id = ?').run(uncertainty, pairId);
}

export interface DifficultyFacts {
  pairId: number;
  proposed: Difficulty | null;
  focalLengthLr: number | null;
  focalLengthHr: number | null;
  shiftX: number | null;
  shiftY: number | null;
  /** How far LR and HR agree, 0..1. */
  alignment: number | null;
  /** The label's, where it has one. */
  transcription: string | null;
  /** Of one reader, the first by name that read LR. */
  lrReading: string | null;
  hrReading: string | null;
}

const A_PAGE = 1000;

/** What is known of every pair's difficulty, by id, a page in memory at a time. */
export function* difficultyFacts(db: Database): Generator<DifficultyFacts> {
  for (let after = 0; ;) {
    const page = prepared<[number, number], DifficultyFacts>(
      db,
      `SELECT p.id AS pairId, p.difficulty_proposed AS proposed, l.focal_length_lr AS focalLengthLr,
         l.focal_length_hr AS focalLengthHr, p.shift_x AS shiftX, p.shift_y AS shiftY, p.alignment,
         nullif(l.transcription, '') AS transcription, s.transcription AS lrReading, h.transcription AS hrReading
       FROM pair p LEFT JOIN label l ON l.pass = 1 AND l.pair_id = p.id
       LEFT JOIN suggestion s ON s.pair_id = p.id AND s.side = 'lr'
         AND s.reader = (SELECT min(reader) FROM suggestion WHERE pair_id = p.id AND side = 'lr')
       LEFT JOIN suggestion h ON h.pair_id = p.id AND h.side = 'hr' AND h.reader = s.reader
       WHERE p.id > ? ORDER BY p.id LIMIT ?`,
    ).all(after, A_PAGE);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.pairId;
  }
}

export function writeProposedDifficulty(db: Database, pairId: number, difficulty: Difficulty): void {
  prepared<[Difficulty, number]>(db, 'UPDATE pair SET difficulty_proposed = ? WHERE id = ?').run(difficulty, pairId);
}
