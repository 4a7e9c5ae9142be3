import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';
import type { Difficulty, Direction } from '../../../contract/label.ts';

/** A value of some field and how many pairs have it. */
export interface Tally<T = string | null> {
  value: T;
  pairs: number;
}

const tally = <T>(db: Database, sql: string): Tally<T>[] => prepared<[], Tally<T>>(db, sql).all();

/** Counts by a field of the first pass's label; `null` where it is not said. */
export const talliesOfLabels = (db: Database, field: 'status' | 'direction' | 'difficulty'): Tally[] =>
  tally(db, `SELECT ${field} AS value, count(*) AS pairs FROM label WHERE pass = 1 GROUP BY ${field}`);

export const talliesOfPairs = (db: Database, field: 'subset' | 'split' | 'difficulty_proposed'): Tally[] =>
  tally(db, `SELECT ${field} AS value, count(*) AS pairs FROM pair GROUP BY ${field}`);

export interface AnnotatorTally {
  annotator: string;
  /** Pairs that have seen edits of theirs, by pass. */
  firstPass: number;
  secondPass: number;
}

export const talliesOfAnnotators = (db: Database): AnnotatorTally[] =>
  prepared<[], AnnotatorTally>(
    db,
    `SELECT a.name AS annotator, sum(l.pass = 1) AS firstPass, sum(l.pass = 2) AS secondPass
     FROM label_annotator l JOIN annotator a ON a.id = l.annotator_id GROUP BY a.id ORDER BY a.name`,
  ).all();

/** Sizes of the pictures of one side, the most frequent first. */
export const imageSizes = (db: Database, side: 'lr' | 'hr'): { width: number; height: number; pairs: number }[] =>
  prepared<[], { width: number; height: number; pairs: number }>(
    db,
    `SELECT i.width, i.height, count(*) AS pairs FROM pair p JOIN image i ON i.id = p.${side}_image_id
     GROUP BY i.width, i.height ORDER BY pairs DESC, i.width, i.height`,
  ).all();

const A_PAGE = 5000;

/** Every transcription of the first pass that is not '', a page in memory at a time. */
export function* allTranscriptions(db: Database): Generator<string> {
  for (let after = 0; ;) {
    const page = prepared<[number, number], { pairId: number; transcription: string | null }>(
      db,
      'SELECT pair_id AS pairId, transcription FROM label WHERE pass = 1 AND pair_id > ? ORDER BY pair_id LIMIT ?',
    ).all(after, A_PAGE);
    for (const { transcription } of page) if (transcription) yield transcription;
    const last = page.at(-1);
    if (!last) return;
    after = last.pairId;
  }
}

/** What one pass says of a pair. */
interface PassLabel {
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
