import type { LocationQuery, RouteLocationRaw } from 'vue-router';
import { pairQuerySchema, type PairQuery } from '../../electron/contract/pairs.ts';

/** A list of pairs and one of them: what browsing shows and annotating goes through. */
export interface PairPlace {
  query: PairQuery;
  pairId: number | undefined;
}

/** Where pairs of a query are labelled, from one of them on or from the first. */
export const annotateLocation = (query: PairQuery, pairId?: number): RouteLocationRaw => ({
  name: 'annotate',
  query: { query: JSON.stringify(query), ...(pairId !== undefined && { pair: String(pairId) }) },
});

/** What an address says; `undefined` where it names no list. Nonsense names none. */
export function placeFrom(address: LocationQuery): PairPlace | undefined {
  const query = queryFrom(address.query);
  const pair = Number(address.pair);
  const pairId = Number.isInteger(pair) && pair > 0 ? pair : undefined;
  if (!query) return pairId === undefined ? undefined : { query: {}, pairId };
  return { query, pairId };
}

function queryFrom(text: LocationQuery[string] | undefined): PairQuery | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return pairQuerySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
