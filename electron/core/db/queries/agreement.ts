import type { Difficulty, Direction } from '../../../contract/label.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

/** What one pass says of a pair. */
export interface PassLabel {
  transcription: string | null;
  illegible: boolean;
  direction: Direction | null;
  difficulty: Difficulty | null;
}

export interface TwiceLabelled {
  pairId: number;
  name: string;
  first: PassLabel;
  second: PassLabel;
}

/** Pairs that somebody labelled in both passes, rejected ones left out, by id. */
export const twiceLabelled = (db: Database): TwiceLabelled[] =>
  prepared<[], Record<string, unknown> & { pairId: number; name: string }>(
    db,
    `SELECT p.id AS pairId, p.name,
       a.transcription AS aTranscription, a.illegible AS aIllegible, a.direction AS aDirection, a.difficulty AS aDifficulty,
       b.transcription AS bTranscription, b.illegible AS bIllegible, b.direction AS bDirection, b.difficulty AS bDifficulty
     FROM label b CROSS JOIN label a ON a.pass = 1 AND a.pair_id = b.pair_id CROSS JOIN pair p ON p.id = b.pair_id
     WHERE b.pass = 2 AND a.status NOT IN ('new', 'rejected') AND b.status NOT IN ('new', 'rejected')
     ORDER BY b.pair_id`,
  )
    .all()
    .map((row) => ({ pairId: row.pairId, name: row.name, first: passLabel(row, 'a'), second: passLabel(row, 'b') }));

const passLabel = (row: Record<string, unknown>, pass: 'a' | 'b'): PassLabel => ({
  transcription: row[`${pass}Transcription`] as string | null,
  illegible: row[`${pass}Illegible`] === 1,
  direction: row[`${pass}Direction`] as Direction | null,
  difficulty: row[`${pass}Difficulty`] as Difficulty | null,
});
