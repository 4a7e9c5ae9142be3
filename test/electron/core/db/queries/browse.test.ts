import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Label } from '../../../../../electron/contract/label.ts';
import type {
  ListedPair,
  PairFilter,
  PairOrder,
  PairPlace,
  PairQuery,
} from '../../../../../electron/contract/pairs.ts';
import { browse, countPairs, pairIds, position } from '../../../../../electron/core/annotate/browse.ts';
import { setLabel } from '../../../../../electron/core/annotate/labels.ts';
import type { Database } from '../../../../../electron/core/db/connection.ts';
import { compile, MANY, type Want } from '../../../../../electron/core/db/queries/browse.ts';
import { listedPairs, LISTED } from '../../../../../electron/core/db/queries/listed-pairs.ts';
import { projectWith } from '../../annotate/project-fixture.ts';
import { manyPairs } from './many-pairs.ts';

const COUNT = 2000;
const db = manyPairs(COUNT);
const START: PairPlace = { id: 0, name: '', uncertainty: Infinity };
const ORDERS: PairOrder[] = ['id', 'name', 'uncertainty'];

const SINGLE_FILTERS: PairFilter[] = [
  {},
  { subset: 'easy' },
  { subset: 'nowhere' },
  { split: 'test' },
  { split: null },
  { status: 'new' },
  { status: 'rejected' },
  { direction: 'vp' },
  { direction: 'td' },
  { direction: null },
  { difficulty: 'hard' },
  { difficulty: null },
  { text: 'STRASSE' },
  { text: 'straße 1' },
  { text: 'the' },
  { text: 'σίσ' },
  { text: 'no "entry"' },
  { text: '*' },
  { text: 'ab' },
  { text: 'Σ' },
  { text: '幕' },
  { text: 'é' },
  { tag: 'glare' },
  { tag: 'none' },
  { check: 'blur' },
  { check: 'empty-label' },
  { focalLengthLr: { least: 50, most: 60 } },
  { focalLengthHr: { least: 300 } },
  { focalLengthLr: {} },
  { unlabelled: true },
  { illegible: true },
  { annotator: 'Ann' },
  { annotator: 'Bo' },
  { annotator: 'Nobody' },
];

/** What the plan of a statement says, line by line. */
function planOf(query: PairQuery, want: Want, many?: number): string[] {
  const { sql, parameters } = compile(db, query, want, many);
  return db
    .prepare<object, { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(parameters)
    .map(({ detail }) => detail);
}

/** Neither a table nor an index is read from end to end; FTS5 says SCAN of its index too. */
const fullScans = (plan: string[]) =>
  plan.filter((line) => /^SCAN (?!s VIRTUAL TABLE INDEX \d+:M|CONSTANT)/.test(line));

/** Tables read beside the way in, other than row by row by their key. */
const walked = (plan: string[]) => plan.slice(1).filter((line) => /^SEARCH [plx] /.test(line) && !line.includes('=?)'));

/** What is wrong with a plan. */
const faults = (plan: string[]) => [...fullScans(plan), ...walked(plan)];

describe('plans', () => {
  const page = { page: START, limit: 100, skip: 0 };

  test.each(SINGLE_FILTERS.map((filter) => [filter]))('the first page of %j is found by an index', (filter) => {
    for (const order of ORDERS) {
      for (const pass of [1, 2] as const) {
        for (const many of [0, MANY]) expect(faults(planOf({ filter, order, pass }, page, many))).toEqual([]);
      }
    }
  });

  test.each(SINGLE_FILTERS.map((filter) => [filter]))('in pair order nothing of %j is sorted', (filter) => {
    if (filter.focalLengthHr ?? filter.focalLengthLr) return expect(faults(planOf({ filter }, page))).toEqual([]);
    expect(planOf({ filter }, page).filter((line) => line.includes('TEMP B-TREE'))).toEqual([]);
  });

  test.each(SINGLE_FILTERS.slice(1).map((filter) => [filter]))('%j is counted by an index', (filter) => {
    expect(faults(planOf({ filter }, 'count'))).toEqual([]);
  });

  test('everything is counted in the smallest index', () => {
    expect(planOf({}, 'count')).toEqual([expect.stringMatching(/^SCAN pair|^SCAN p USING COVERING INDEX/)]);
  });

  test('facts of a page are looked up by key', () => {
    const plan = db.prepare<object, { detail: string }>(`EXPLAIN QUERY PLAN ${LISTED}`).all({ pass: 1, ids: '[1]' });
    const steps = plan.map(({ detail }) => detail).filter((line) => !line.startsWith('SCAN wanted VIRTUAL TABLE'));
    for (const line of steps) expect(line).toMatch(/^SEARCH .* USING|^USE TEMP B-TREE/);
  });

  test('any two together go by an index', () => {
    for (const one of SINGLE_FILTERS.slice(1)) {
      for (const other of SINGLE_FILTERS.slice(1)) {
        const filter = { ...one, ...other };
        for (const order of ORDERS) {
          for (const many of [0, MANY])
            expect([filter, faults(planOf({ filter, order }, page, many))]).toEqual([filter, []]);
        }
        expect([filter, faults(planOf({ filter }, 'count'))]).toEqual([filter, []]);
      }
    }
  });

  test('any combination goes by an index', () => {
    fc.assert(
      fc.property(queries, ({ query, many }) => {
        if (query.pass === 2 || Object.keys(query.filter).length === 0) return;
        for (const want of [page, 'count'] as const) expect(faults(planOf(query, want, many))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

const filters: fc.Arbitrary<PairFilter> = fc
  .array(fc.constantFrom(...SINGLE_FILTERS), { maxLength: 4 })
  .map((parts) => Object.assign({}, ...parts) as PairFilter);
const queries = fc.record({
  query: fc.record({
    filter: filters,
    order: fc.constantFrom(...ORDERS),
    pass: fc.constantFrom(1 as const, 2 as const),
  }),
  many: fc.constantFrom(0, 50, MANY),
});

describe('what is found', () => {
  const all = { 1: everyPair(1), 2: everyPair(2) };

  test('is what looking at every pair finds, in order, whichever way in is taken', () => {
    fc.assert(
      fc.property(queries, fc.nat(COUNT), ({ query, many }, skip) => {
        const expected = expectedIds(all, query);
        const run = (want: Want) => {
          const { sql, parameters } = compile(db, query, want, many);
          return db.prepare(sql).all(parameters) as Record<string, number>[];
        };
        expect(run('count')).toEqual([{ pairs: expected.length }]);
        expect(run({ page: START, limit: COUNT, skip: 0 }).map(({ id }) => id)).toEqual(expected);
        const place = all[1][skip % COUNT] as ListedPair;
        const at = { id: place.id, name: place.name, uncertainty: place.uncertainty ?? -1 };
        const rest = run({ page: at, limit: 30, skip: 0 }).map(({ id }) => id);
        const before = run({ countBefore: at })[0]?.pairs ?? NaN;
        expect(rest).toEqual(expected.filter((id) => id !== place.id).slice(before, before + 30));
      }),
      { numRuns: 300 },
    );
  });

  const sets: PairFilter[] = [
    { text: 'the' },
    { text: 'e' },
    { tag: 'glare' },
    { tag: 'rare' },
    { check: 'blur' },
    { check: 'empty-label' },
    { annotator: 'Ann' },
    { status: 'new' },
    { subset: 'hard' },
  ];
  test.each(sets.map((filter) => [filter]))('with two conditions is what both allow: %j', (one) => {
    for (const other of sets) {
      const filter = { ...one, ...other };
      const expected = expectedIds(all, { filter });
      expect(pairIds(db, { filter }, { offset: 0, limit: 1000 })).toEqual(expected.slice(0, 1000));
      expect(countPairs(db, { filter })).toBe(expected.length);
    }
  });

  test('comes page by page without gaps or repetitions', () => {
    for (const order of ORDERS) {
      const query: PairQuery = { filter: { status: 'new' }, order };
      const ids: number[] = [];
      let after: PairPlace | undefined;
      do {
        const page = browse(db, query, { after, limit: 37 });
        ids.push(...page.pairs.map(({ id }) => id));
        after = page.next;
      } while (after);
      expect(ids).toEqual(expectedIds(all, query));
      expect(pairIds(db, query, { offset: 100, limit: 5 })).toEqual(ids.slice(100, 105));
      expect(position(db, query, ids[123] as number)).toBe(123);
    }
  });

  test('in the second pass shows nothing of the first', () => {
    const { pairs } = browse(db, { pass: 2, filter: { subset: 'easy' } }, { limit: 1000 });
    for (const { id, label } of pairs) {
      if (id % 10 !== 3) expect(label).toMatchObject({ transcription: null, direction: null, status: 'new', tags: [] });
    }
    expect(countPairs(db, { pass: 2, filter: { text: 'Hotel' } })).toBeLessThan(
      countPairs(db, { pass: 1, filter: { text: 'Hotel' } }),
    );
  });
});

test('edits move a pair between filters at once', () => {
  const project = projectWith([{}, {}]);
  const count = (filter: PairFilter) => countPairs(project, { filter });
  const edit = (changes: Partial<Label>) => setLabel(project, { annotator: 'Ann', pass: 1, pairIds: [1], changes });
  expect([count({ unlabelled: true }), count({ text: 'Hotel' }), count({ annotator: 'Ann' })]).toEqual([2, 0, 0]);
  edit({ transcription: 'Grand HOTEL', tags: ['glare'], focalLengthHr: 70 });
  expect([count({ unlabelled: true }), count({ text: 'hotel' }), count({ annotator: 'Ann' })]).toEqual([1, 1, 1]);
  expect([count({ tag: 'glare' }), count({ focalLengthHr: { least: 70, most: 70 } })]).toEqual([1, 1]);
  edit({ transcription: 'Pier', tags: [] });
  expect([count({ text: 'hotel' }), count({ text: 'pie' }), count({ tag: 'glare' })]).toEqual([0, 1, 0]);
  edit({ transcription: '', status: 'done' });
  expect([count({ text: 'pie' }), count({ check: 'empty-label' }), count({ status: 'done' })]).toEqual([0, 1, 1]);
});

test('a page of no pairs is refused', () => {
  expect(() => browse(db, {}, { limit: 0 })).toThrow(/page of 0 pairs/);
  expect(() => position(db, {}, COUNT + 1)).toThrow(/no pair/);
});

function everyPair(pass: 1 | 2): ListedPair[] {
  return listedPairs(
    db,
    Array.from({ length: COUNT }, (_, i) => i + 1),
    pass,
  );
}

function expectedIds(all: { 1: ListedPair[]; 2: ListedPair[] }, { filter = {}, order, pass = 1 }: PairQuery): number[] {
  const key = (pair: ListedPair): [number | string, number] => [
    order === 'name' ? pair.name : order === 'uncertainty' ? -(pair.uncertainty ?? -1) : 0,
    pair.id,
  ];
  return all[pass]
    .filter((pair) => matches(db, pair, (all[1][pair.id - 1] as ListedPair).label, filter, pass))
    .sort((a, b) => {
      const [[x, i], [y, j]] = [key(a), key(b)];
      return x < y ? -1 : x > y ? 1 : i - j;
    })
    .map(({ id }) => id);
}

function matches(project: Database, pair: ListedPair, first: Label, filter: PairFilter, pass: 1 | 2): boolean {
  const { label } = pair;
  const same = <T>(wanted: T | undefined, actual: T) => wanted === undefined || wanted === actual;
  const within = (range: { least?: number; most?: number } | undefined, value: number | null) =>
    !range || (value !== null && value >= (range.least ?? 0) && value <= (range.most ?? Infinity));
  // FTS5 folds single letters: ß stays.
  const fold = (text: string) => text.replaceAll('ς', 'σ').toLowerCase();
  const has = (table: string, condition: string) =>
    project.prepare<[number]>(`SELECT 1 FROM ${table} WHERE ${condition} AND pair_id = ?`).get(pair.id) !== undefined;
  return (
    same(filter.subset, pair.subset) &&
    same(filter.split, pair.split) &&
    same(filter.status, label.status) &&
    same(filter.direction, label.direction) &&
    same(filter.difficulty, label.difficulty) &&
    (!filter.text || fold(label.transcription ?? '').includes(fold(filter.text))) &&
    (filter.tag === undefined || label.tags.includes(filter.tag)) &&
    within(filter.focalLengthLr, label.focalLengthLr) &&
    within(filter.focalLengthHr, label.focalLengthHr) &&
    (!filter.unlabelled || (label.transcription === null && !label.illegible)) &&
    (!filter.illegible || label.illegible) &&
    (filter.annotator === undefined ||
      has(
        'label_annotator JOIN annotator a ON a.id = annotator_id',
        `pass = ${pass} AND a.name = '${filter.annotator}'`,
      )) &&
    (filter.check !== 'blur' || pair.id % 30 === 0) &&
    (filter.check !== 'empty-label' ||
      (!first.illegible &&
        first.status !== 'rejected' &&
        (first.transcription === '' || (first.transcription === null && first.status !== 'new'))))
  );
}
