import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

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
