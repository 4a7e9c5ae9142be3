import { describe, expect, test } from 'vitest';
import { EMPTY_LABEL } from '../../../electron/contract/label.ts';
import type { ListedPair } from '../../../electron/contract/pairs.ts';
import { Prefetcher } from '../../../renderer/annotate/prefetcher.ts';
import { PairQueue, type QueueCalls } from '../../../renderer/annotate/pair-queue.ts';

/** A project whose pairs of a query are these ids; a pair that leaves the query keeps its place. */
function project(count: number) {
  const all = Array.from({ length: count }, (_, i) => i + 1);
  const left = new Set<number>();
  const listed: number[][] = [];
  const meeting = () => all.filter((id) => !left.has(id));
  const calls: QueueCalls = {
    count: () => Promise.resolve(meeting().length),
    ids: ({ offset, limit }) => Promise.resolve(meeting().slice(offset, offset + limit)),
    position: ({ pairId }) => Promise.resolve(meeting().filter((id) => id < pairId).length),
    listed({ pairIds }) {
      listed.push(pairIds);
      return Promise.resolve(pairIds.map(row));
    },
  };
  return { calls, left, listed };
}

const row = (id: number): ListedPair => ({
  ...{ id, name: `pair ${id}`, subset: '', photoId: id, split: null, lr: null, hr: null, uncertainty: null },
  ...{ directionProposed: null, difficultyProposed: null, label: EMPTY_LABEL },
});

describe('the queue of pairs', () => {
  test('goes through all of them in order, however many there are', async () => {
    const { calls } = project(1000);
    const queue = new PairQueue(calls, {});
    await queue.start();
    const seen = [queue.current?.id];
    while (await queue.move(1)) {
      seen.push(queue.current?.id);
      await queue.settled();
    }
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(queue.place).toBe(999);
    expect(queue.hasNext).toBe(false);
  });

  test('misses none when labelled pairs no longer meet the filter', async () => {
    const { calls, left } = project(700);
    const queue = new PairQueue(calls, { filter: { status: 'new' } });
    await queue.start();
    const seen: (number | undefined)[] = [];
    do {
      seen.push(queue.current?.id);
      left.add(queue.current?.id ?? 0);
      await queue.settled();
    } while (await queue.move(1));
    expect(seen).toEqual(Array.from({ length: 700 }, (_, i) => i + 1));
    expect(queue.total).toBe(700);
  });

  test('begins at a pair and goes back before it', async () => {
    const { calls } = project(1000);
    const queue = new PairQueue(calls, {});
    await queue.start(500);
    expect(queue.current?.id).toBe(500);
    expect(queue.place).toBe(499);
    const seen: (number | undefined)[] = [];
    while (await queue.move(-1)) {
      seen.push(queue.current?.id);
      await queue.settled();
    }
    expect(seen).toEqual(Array.from({ length: 499 }, (_, i) => 499 - i));
    expect(queue.place).toBe(0);
  });

  test('begins also at a pair that the query does not have', async () => {
    const { calls, left } = project(50);
    left.add(7);
    const queue = new PairQueue(calls, { filter: { status: 'new' } });
    await queue.start(7);
    expect(queue.current?.id).toBe(7);
    await queue.move(1);
    expect(queue.current?.id).toBe(8);
  });

  test('has the pairs to come listed before they are asked for', async () => {
    const { calls, listed } = project(300);
    const queue = new PairQueue(calls, {});
    await queue.start();
    const asked = listed.length;
    for (let i = 0; i < 20; i++) await queue.move(1);
    // Moving itself asked for nothing that it waited for: 40 pairs ahead were there.
    expect(queue.current?.id).toBe(21);
    expect(asked).toBe(1);
    expect(queue.around(2, 2).map(({ id }) => id)).toEqual([19, 20, 21, 22, 23]);
  });

  test('of no pairs has none', async () => {
    const queue = new PairQueue(project(0).calls, {});
    await queue.start();
    expect(queue.current).toBeUndefined();
    expect(queue.total).toBe(0);
    expect(await queue.move(1)).toBe(false);
  });

  test('stays where it is when a pair is not in it', async () => {
    const queue = new PairQueue(project(10).calls, {});
    await queue.start(3);
    expect(await queue.moveTo(9)).toBe(true);
    expect(await queue.moveTo(99)).toBe(false);
    expect(queue.current?.id).toBe(9);
  });
});

describe('prefetching', () => {
  function slow(atOnce = 1, most = 100) {
    const waiting = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
    const begun: number[] = [];
    const prefetcher = new Prefetcher<string>({
      load: (key) => {
        begun.push(key);
        return new Promise((resolve, reject) => waiting.set(key, { resolve, reject }));
      },
      changed: () => undefined,
      atOnce,
      most,
    });
    const finish = async (key: number) => {
      waiting.get(key)?.resolve(`value ${key}`);
      await new Promise((resolve) => setTimeout(resolve));
    };
    const fail = async (key: number) => {
      waiting.get(key)?.reject(new Error(`no ${key}`));
      await new Promise((resolve) => setTimeout(resolve));
    };
    return { prefetcher, begun, finish, fail };
  }

  test('does the most wanted first, and drops what nobody wants any more', async () => {
    const { prefetcher, begun, finish } = slow();
    prefetcher.want([1, 2, 3]);
    prefetcher.want([7, 8]);
    await finish(1);
    await finish(7);
    expect(begun).toEqual([1, 7, 8]);
    expect(prefetcher.of(1)).toEqual({ state: 'there', value: 'value 1' });
    expect(prefetcher.of(2)).toBeUndefined();
    expect(prefetcher.of(8)).toEqual({ state: 'loading' });
  });

  test('loads nothing twice', async () => {
    const { prefetcher, begun, finish } = slow(2);
    prefetcher.want([1, 2]);
    prefetcher.want([2, 1]);
    await finish(1);
    await finish(2);
    prefetcher.want([1, 2]);
    expect(begun).toEqual([1, 2]);
  });

  test('keeps a failure until it is tried again', async () => {
    const { prefetcher, begun, fail, finish } = slow();
    prefetcher.want([1]);
    await fail(1);
    prefetcher.want([1]);
    expect(prefetcher.of(1)).toMatchObject({ state: 'failed' });
    expect(begun).toEqual([1]);
    prefetcher.again(1);
    await finish(1);
    expect(prefetcher.of(1)).toMatchObject({ state: 'there' });
  });

  test('forgets all but what is under way when it may be different', async () => {
    const { prefetcher, begun, finish } = slow();
    prefetcher.want([1, 2]);
    await finish(1);
    prefetcher.clear();
    expect(prefetcher.of(1)).toBeUndefined();
    expect(prefetcher.of(2)).toEqual({ state: 'loading' });
    await finish(2);
    prefetcher.want([1]);
    expect(begun).toEqual([1, 2, 1]);
  });

  test('forgets what was known first when there is too much', async () => {
    const { prefetcher, finish } = slow(1, 2);
    prefetcher.want([1, 2, 3]);
    for (const key of [1, 2, 3]) await finish(key);
    expect(prefetcher.of(1)).toBeUndefined();
    expect(prefetcher.of(3)).toBeDefined();
  });
});
