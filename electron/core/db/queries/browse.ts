import type { PairOrder, PairPlace, PairQuery, Pass } from '../../../contract/pairs.ts';
import type { Database } from '../connection.ts';
import { type Alias, type Source, type Term, termsOf } from './pair-filter.ts';
import { prepared } from './prepared.ts';

/** Before the first pair of every order. */
const START: PairPlace = { id: 0, name: '', uncertainty: Infinity };

/** From here on a term's pairs are so many that looking through an order for them is quicker than sorting them. */
export const MANY = 20_000;

const ORDERS: Record<PairOrder, { columns: string; index: string; after: string; before: string }> = {
  id: { columns: 'p.id', index: '', after: 'p.id > :id', before: 'p.id < :id' },
  name: {
    columns: 'p.name, p.id',
    index: 'pair_by_name',
    after: '(p.name, p.id) > (:name, :id)',
    before: '(p.name, p.id) < (:name, :id)',
  },
  uncertainty: {
    columns: 'p.uncertainty DESC, p.id',
    index: 'pair_by_uncertainty',
    after: 'p.uncertainty <= :uncertainty AND (p.uncertainty < :uncertainty OR p.id > :id)',
    before: 'p.uncertainty >= :uncertainty AND (p.uncertainty > :uncertainty OR p.id < :id)',
  },
};

export interface Compiled {
  sql: string;
  parameters: Record<string, string | number | null>;
}

/** What is asked of the pairs of a query. */
export type Want = { page: PairPlace; limit: number; skip: number } | { countBefore: PairPlace } | 'count';

/** The ids of a page of pairs, in order. `skip` pairs are passed over first. */
export function pairIdsOf(
  db: Database,
  query: PairQuery,
  { after = START, limit, skip = 0 }: { after?: PairPlace | undefined; limit: number; skip?: number },
): number[] {
  const { sql, parameters } = compile(db, query, { page: after, limit, skip });
  return prepared<object, { id: number }>(db, sql)
    .all(parameters)
    .map(({ id }) => id);
}

/** How many pairs a filter has. */
export const countPairsOf = (db: Database, query: PairQuery): number => countOf(db, compile(db, query, 'count'));

/** How many pairs of a query come before a place in its order. */
export const countBefore = (db: Database, query: PairQuery, place: PairPlace): number =>
  countOf(db, compile(db, query, { countBefore: place }));

const countOf = (db: Database, { sql, parameters }: Compiled): number =>
  (prepared<object, { pairs: number }>(db, sql).get(parameters) as { pairs: number }).pairs;

export const placeOf = (db: Database, pairId: number): PairPlace | undefined =>
  prepared<[number], PairPlace>(db, 'SELECT id, name, uncertainty FROM pair WHERE id = ?').get(pairId);

/**
 * The SQL for a question about a query's pairs. One way in is chosen, by counting each term's pairs up to `many`: the term
 * with the fewest, or the order's own index; every other term is then looked up pair by pair. So the cost is known, and no
 * statistics of the planner are needed.
 */
export function compile(
  db: Database,
  { filter = {}, order = 'id', pass = 1 }: PairQuery,
  want: Want,
  many = MANY,
): Compiled {
  const terms = termsOf(filter, pass);
  const parameters: Parameters = terms.reduce((all, term) => ({ ...all, ...term.parameters }), { pass });
  if (want === 'count') {
    const way = wayIn(db, terms, parameters, undefined, many);
    return { sql: `SELECT count(*) AS pairs ${found(way, terms, pass)}`, parameters };
  }
  const way = wayIn(db, terms, parameters, order, many);
  const { columns, index, after, before } = ORDERS[order];
  if ('countBefore' in want) {
    const sql = `SELECT count(*) AS pairs ${found(way, terms, pass, { where: before, index })}`;
    return { sql, parameters: { ...parameters, ...want.countBefore } };
  }
  const source = order === 'id' ? way?.source : undefined;
  const [start, by] = source ? [`${source.id} > :id + ${source.offset ?? 0}`, source.id] : [after, columns];
  return {
    sql: `SELECT ${idFrom(way)} AS id ${found(way, terms, pass, { where: start, index })}
      ORDER BY ${by} LIMIT :limit OFFSET :skip`,
    parameters: { ...parameters, ...want.page, limit: want.limit, skip: want.skip },
  };
}

type Parameters = Compiled['parameters'];
type Way = Term & { source: Source };

const idFrom = (way: Way | undefined): string => {
  if (!way) return 'p.id';
  const { id, offset } = way.source;
  return offset ? `${id} - ${offset}` : id;
};

/**
 * FROM and WHERE: the way in, then the tables that the other terms read; CROSS JOIN keeps them in this order. The plus
 * keeps SQLite from giving them the place's bound too, for which it would leave looking them up pair by pair.
 */
function found(
  way: Way | undefined,
  terms: readonly Term[],
  pass: Pass,
  place?: { where: string; index: string },
): string {
  const id = idFrom(way);
  const others = terms.filter((term) => term !== way);
  const needed = new Set<string | undefined>(others.map(({ needs }) => needs));
  if (!way || place?.where.includes('p.')) needed.add('p');
  const tables = [way ? way.source.from : `pair p${place?.index ? ` INDEXED BY ${place.index}` : ''}`];
  const isIn = (alias: Alias) => (way ? way.source.alias === alias : alias === 'p');
  if (needed.has('p') && !isIn('p')) tables.push(`CROSS JOIN pair p ON p.id = +(${id})`);
  if (needed.has('l') && !isIn('l')) {
    tables.push(`${pass === 1 ? 'CROSS' : 'LEFT'} JOIN label l ON l.pass = :pass AND l.pair_id = +(${id})`);
  }
  const where = [
    ...(way ? [way.source.where] : []),
    ...others.map(({ condition }) => condition(`+(${id})`)),
    ...(place ? [place.where] : []),
  ];
  return `FROM ${tables.join(' ')}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
}

/** Without an order, for counting, the way with the fewest pairs. `undefined`: by the order's own index. */
function wayIn(
  db: Database,
  terms: readonly Term[],
  parameters: Parameters,
  order: PairOrder | undefined,
  many: number,
): Way | undefined {
  const ways = terms.filter((term): term is Way => term.source !== undefined);
  const [only] = ways;
  if (ways.length === 1 && (order ?? 'id') === 'id' && !only?.source.unordered) return only;
  const counted: { way: Way; pairs: number }[] = [];
  // A walk comes last, and is not needed where another way leads to few pairs.
  for (const way of ways.sort((a, b) => Number(a.source.walk ?? false) - Number(b.source.walk ?? false))) {
    if (way.source.walk && counted.some(({ pairs }) => pairs < many)) continue;
    counted.push({ way, pairs: countUpTo(db, way.source, parameters, many) });
  }
  counted.sort((a, b) => a.pairs - b.pairs);
  const [fewest] = counted;
  if (!fewest || order === undefined || fewest.pairs < many) return fewest?.way;
  return order === 'id' ? counted.find(({ way }) => !way.source.unordered)?.way : undefined;
}

function countUpTo(db: Database, { from, where }: Source, parameters: Parameters, many: number): number {
  const sql = `SELECT count(*) AS pairs FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT ${many})`;
  return countOf(db, { sql, parameters });
}
