import { Problem } from '../../../models/base/problem.ts';
import type { Database } from '../db/connection.ts';
import type { ListedPair, PairPlace, PairQuery } from '../../contract/pairs.ts';
import { countBefore, countPairsOf, pairIdsOf, placeOf } from '../db/queries/browse.ts';
import { listedPairs } from '../db/queries/listed-pairs.ts';

export interface PairPage {
  pairs: ListedPair[];
  /** What to give as `after` for the next page; `undefined` on the last one. */
  next: PairPlace | undefined;
}

const MOST_A_PAGE = 1000;
/** Ids are small, and a list that can be scrolled anywhere and selected in whole needs them all. */
const MOST_IDS = 1_000_000;

/**
 * A page of the pairs of a query, in its order, up to 1000. Each has the label of the query's pass; of the other pass
 * nothing is shown.
 */
export function browse(
  db: Database,
  query: PairQuery,
  { after, limit }: { after?: PairPlace | undefined; limit: number },
): PairPage {
  const most = pageSize(limit);
  const ids = pairIdsOf(db, query, { after, limit: most + 1 });
  const pairs = listedPairs(db, ids.slice(0, most), query.pass ?? 1);
  const last = pairs.at(-1);
  return { pairs, next: last && ids.length > most ? placeOf(db, last.id) : undefined };
}

/** How many pairs a query has. */
export const countPairs = (db: Database, query: PairQuery): number => countPairsOf(db, query);

/** The ids at places `offset` to `offset + limit` of a query's list, up to a million. */
export const pairIds = (db: Database, query: PairQuery, at: { offset: number; limit: number }): number[] =>
  pairIdsOf(db, query, { limit: pageSize(at.limit, MOST_IDS), skip: Math.max(0, Math.trunc(at.offset)) });

/** How many pairs of a query come before a pair in its order. Throws `not-found`. */
export function position(db: Database, query: PairQuery, pairId: number): number {
  const place = placeOf(db, pairId);
  if (!place) throw new Problem('pair-not-listed', { pair: pairId });
  return countBefore(db, query, place);
}

function pageSize(limit: number, most = MOST_A_PAGE): number {
  if (Number.isInteger(limit) && limit > 0) return Math.min(limit, most);
  throw new Problem('page-too-long', { limit, most });
}
