import { describe, expect, it } from 'vitest';
import { RowCache } from '../../../renderer/browse/row-cache.ts';
import { clicked, everything, inList, moved, NOTHING } from '../../../renderer/browse/selection.ts';

const list = [10, 20, 30, 40, 50];
const plain = { shift: false, mod: false };
const shift = { shift: true, mod: false };
const mod = { shift: false, mod: true };
const ids = (selection: { ids: ReadonlySet<number> }) => [...selection.ids].sort((a, b) => a - b);

describe('selecting pairs', () => {
  it('takes one, then a range in either direction from it', () => {
    const one = clicked(NOTHING, list, 2, plain);
    expect(ids(one)).toEqual([30]);
    expect(ids(clicked(one, list, 4, shift))).toEqual([30, 40, 50]);
    expect(ids(clicked(clicked(one, list, 4, shift), list, 0, shift))).toEqual([10, 20, 30]);
  });

  it('adds and takes away single ones with Control, and a range to them with both', () => {
    const two = clicked(clicked(NOTHING, list, 0, plain), list, 3, mod);
    expect(ids(two)).toEqual([10, 40]);
    expect(ids(clicked(two, list, 0, mod))).toEqual([40]);
    expect(ids(clicked(two, list, 4, { shift: true, mod: true }))).toEqual([10, 40, 50]);
  });

  it('moves by keys within the list', () => {
    const end = moved(NOTHING, list, 99, plain);
    expect([end.active, ids(end)]).toEqual([4, [50]]);
    const range = moved(moved(end, list, 3, shift), list, 2, shift);
    expect(ids(range)).toEqual([30, 40, 50]);
    const away = moved(range, list, 0, mod);
    expect([away.active, ids(away)]).toEqual([0, [30, 40, 50]]);
    expect(moved(end, [], 1, plain)).toEqual(NOTHING);
  });

  it('keeps in another list what is there too', () => {
    const all = everything(NOTHING, list);
    const kept = inList(all, [5, 30, 50]);
    expect([kept.active, ids(kept)]).toEqual([1, [30, 50]]);
    expect(inList(all, [1])).toEqual(NOTHING);
  });
});

describe('rows that come as they are seen', () => {
  interface Row {
    id: number;
    text: string;
  }
  function setUp(options: { limit?: number; atOnce?: number; fails?: boolean } = {}) {
    const asked: number[][] = [];
    const waiting: (() => void)[] = [];
    const failures: unknown[] = [];
    let changes = 0;
    const cache = new RowCache<Row>({
      fetch: async (wanted) => {
        asked.push(wanted);
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (options.fails) throw new Error('gone');
        return wanted.filter((id) => id !== 404).map((id) => ({ id, text: `row ${id}` }));
      },
      changed: () => changes++,
      failed: (error) => failures.push(error),
      limit: options.limit ?? 1000,
      atOnce: options.atOnce ?? 100,
    });
    const answer = async () => {
      waiting.shift()?.();
      await new Promise((resolve) => setTimeout(resolve));
    };
    return { cache, asked, answer, failures, changes: () => changes };
  }

  it('asks for one stretch at a time, and then for what is seen by then', async () => {
    const { cache, asked, answer } = setUp();
    cache.want([1, 2]);
    cache.want([50, 51]);
    cache.want([2, 3]);
    expect(asked).toEqual([[1, 2]]);
    await answer();
    expect(asked).toEqual([[1, 2], [3]]);
    await answer();
    expect([cache.get(2)?.text, cache.get(3)?.text, cache.get(50)]).toEqual(['row 2', 'row 3', undefined]);
  });

  it('does not ask again and again for what is gone', async () => {
    const { cache, asked, answer } = setUp();
    cache.want([1, 404]);
    await answer();
    cache.want([1, 404]);
    expect(asked).toEqual([[1, 404]]);
  });

  it('asks in pieces, and keeps no more than its limit, but all that is seen', async () => {
    const { cache, asked, answer } = setUp({ limit: 3, atOnce: 2 });
    cache.want([1, 2, 3]);
    await answer();
    await answer();
    expect(asked).toEqual([[1, 2], [3]]);
    cache.want([4, 5]);
    await answer();
    expect([1, 2, 3, 4, 5].filter((id) => cache.get(id))).toEqual([3, 4, 5]);
  });

  it('asks for what may soon be seen along with what is, and alone only where much of it is missing', async () => {
    const { cache, asked, answer } = setUp({ atOnce: 4 });
    cache.want([1], [2, 3, 4, 5]);
    expect(asked).toEqual([[1, 2, 3, 4]]);
    await answer();
    cache.want([2], [3, 4, 5]);
    expect(asked.length).toBe(1);
    cache.want([2], [3, 4, 5, 6]);
    expect(asked.at(-1)).toEqual([5, 6]);
  });

  it('changes rows in place, and drops an answer that was asked before a refresh', async () => {
    const { cache, asked, answer, changes } = setUp();
    cache.want([1]);
    await answer();
    cache.update([1, 9], (row) => ({ ...row, text: 'new' }));
    expect([cache.get(1)?.text, changes()]).toEqual(['new', 2]);
    cache.refresh();
    expect(cache.get(1)?.text).toBe('new');
    await answer();
    expect([asked.length, cache.get(1)?.text]).toEqual([2, 'row 1']);
  });

  it('tells of a failure once and asks again when something else is seen', async () => {
    const { cache, asked, answer, failures } = setUp({ fails: true });
    cache.want([1]);
    await answer();
    expect(failures.length).toBe(1);
    cache.want([2]);
    expect(asked.length).toBe(2);
  });
});
