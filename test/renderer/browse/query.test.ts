import { describe, expect, it } from 'vitest';
import { pairQuerySchema, type PairQuery } from '../../../electron/contract/pairs.ts';
import {
  bulkChanges,
  exportName,
  percentOf,
  splitRequest,
  UNTOUCHED,
  USUAL_SPLIT,
} from '../../../renderer/browse/forms.ts';
import { histogram } from '../../../renderer/browse/histogram.ts';
import {
  ANY,
  choiceOf,
  conditionOf,
  conditions,
  NONE,
  rangeOf,
  sameQuery,
  withCondition,
  withFilter,
  withOrder,
} from '../../../renderer/browse/query-state.ts';
import { pathBelow } from '../../../renderer/ui/paths.ts';

describe('what is asked of the list', () => {
  it('sets and takes back conditions, and leaves no empty filter', () => {
    const hard = withCondition({}, 'difficulty', 'hard');
    expect(hard).toEqual({ filter: { difficulty: 'hard' } });
    const unsaid = withCondition(hard, 'direction', null);
    expect(unsaid).toEqual({ filter: { difficulty: 'hard', direction: null } });
    expect(conditions(unsaid)).toEqual(['difficulty', 'direction']);
    expect(withCondition(hard, 'difficulty', undefined)).toEqual({});
    expect(withFilter(withOrder(hard, 'uncertainty'), {})).toEqual({ order: 'uncertainty' });
    expect(withOrder(withOrder({}, 'name'), 'id')).toEqual({});
  });

  it('never makes a query that the contract refuses', () => {
    let query: PairQuery = withCondition({}, 'focalLengthLr', rangeOf('35', ''));
    query = withCondition(query, 'unlabelled', true);
    query = withCondition(query, 'illegible', undefined);
    expect(pairQuerySchema.parse(query)).toEqual(query);
    expect(Object.keys(query.filter ?? {})).toEqual(['focalLengthLr', 'unlabelled']);
  });

  it('is the same however it is written', () => {
    const a: PairQuery = { order: 'id', filter: { split: 'test', focalLengthLr: { least: 1, most: 2 } } };
    const b: PairQuery = { filter: { focalLengthLr: { most: 2, least: 1 }, split: 'test' } };
    expect(sameQuery(a, b)).toBe(true);
    expect(sameQuery(a, { filter: { split: 'test' } })).toBe(false);
    expect(sameQuery({ filter: { split: null } }, {})).toBe(false);
  });

  it('keeps "any" and "not said" apart in menus', () => {
    for (const value of [undefined, null, 'hard']) expect(conditionOf(choiceOf(value))).toBe(value);
    expect([choiceOf(undefined), choiceOf(null)]).toEqual([ANY, NONE]);
  });

  it('takes bounds with a comma or a point, and nonsense for nothing said', () => {
    expect(rangeOf('2,8', '35')).toEqual({ least: 2.8, most: 35 });
    expect(rangeOf('', '35')).toEqual({ most: 35 });
    expect(rangeOf('0', 'wide')).toBeUndefined();
    expect(rangeOf('', '')).toBeUndefined();
  });
});

describe('an edit of many pairs', () => {
  it('changes nothing that was left as it is', () => {
    expect(bulkChanges(UNTOUCHED)).toEqual({});
  });

  it('sets, clears, and tells "no" from "left"', () => {
    const form = { ...UNTOUCHED, direction: 'vp', difficulty: NONE, illegible: 'no', focalLengthHr: '105' };
    expect(bulkChanges(form)).toEqual({ direction: 'vp', difficulty: null, illegible: false, focalLengthHr: 105 });
    expect(bulkChanges({ ...UNTOUCHED, replaceTags: true })).toEqual({ tags: [] });
    expect(bulkChanges({ ...UNTOUCHED, tags: ['sign'] })).toEqual({});
    expect(bulkChanges({ ...UNTOUCHED, focalLengthLr: 'far' })).toEqual({});
  });
});

describe('a division of photos', () => {
  it('leaves splits without a share out', () => {
    const form = { ...USUAL_SPLIT, shares: { train: 3, validation: 0, test: 1 }, bySubset: false };
    expect(splitRequest(form)).toEqual({ shares: { train: 3, test: 1 }, seed: 1 });
    expect(percentOf(form, 'train')).toBe(75);
    expect(splitRequest({ ...form, shares: { train: 0, validation: 0, test: 0 } })).toBeNull();
    expect(splitRequest(USUAL_SPLIT)).toMatchObject({ stratifyBy: 'subset' });
  });
});

describe('an export', () => {
  it('is named for project and format, without what disks refuse', () => {
    expect(exportName('Signs: A/B', 'paddleocr')).toBe('Signs- A-B-paddleocr');
    expect(exportName('', 'photo-json')).toBe('pairs.json');
    expect(pathBelow('/home/a/', ' set ')).toBe('/home/a/set');
    expect(pathBelow('C:\\sets', 'set')).toBe('C:\\sets\\set');
  });
});

describe('a histogram', () => {
  it('counts every value once, in bins of one width', () => {
    const values = [0, 3, 7, 10, 99].map((value) => ({ value, count: value + 1 }));
    const bins = histogram(values, 10);
    expect(bins.length).toBeLessThanOrEqual(10);
    expect(bins[0]).toEqual({ from: 0, to: 9, count: 1 + 4 + 8 });
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(124);
    expect(histogram([{ value: 5, count: 2 }], 10)).toEqual([{ from: 5, to: 5, count: 2 }]);
    expect(histogram([], 10)).toEqual([]);
  });
});
