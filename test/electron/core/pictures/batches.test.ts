import { describe, expect, test } from 'vitest';
import { chunksOf, inOrder, ResilientCalls } from '../../../../electron/core/pictures/batches.ts';
import { Problem } from '../../../../models/base/problem.ts';

const never = new AbortController().signal;

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of source) list.push(value);
  return list;
}

describe('inOrder', () => {
  test('keeps the order although later chunks finish first, and bounds what is under way', async () => {
    let running = 0;
    let most = 0;
    const work = async (delay: number) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, delay));
      running--;
      return delay;
    };
    expect(await collect(inOrder([30, 1, 20, 2], 2, never, work))).toEqual([30, 1, 20, 2]);
    expect(most).toBe(2);
  });

  test('after an abort finishes what is under way and begins nothing more', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    const results = inOrder([1, 2, 3, 4, 5], 2, controller.signal, (n) => {
      begun.push(n);
      if (n === 2) controller.abort();
      return Promise.resolve(n);
    });
    expect(await collect(results)).toEqual([1, 2]);
    expect(begun).toEqual([1, 2]);
  });

  test('whoever leaves early finds nothing under way', async () => {
    let running = 0;
    const results = inOrder([5, 40, 40], 3, never, async (delay) => {
      running++;
      await new Promise((resolve) => setTimeout(resolve, delay));
      running--;
      return delay;
    });
    for await (const first of results) {
      expect(first).toBe(5);
      expect(running).toBe(2);
      break;
    }
    expect(running).toBe(0);
  });

  test('a failing chunk throws in its turn', async () => {
    const work = (n: number) => (n === 2 ? Promise.reject(new Error('two')) : Promise.resolve(n));
    await expect(collect(inOrder([1, 2, 3], 3, never, work))).rejects.toThrow('two');
  });
});

test('chunksOf splits evenly and keeps the rest', () => {
  expect([...chunksOf([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
  expect([...chunksOf([], 2)]).toEqual([]);
});

describe('ResilientCalls', () => {
  test('a client that was closed is not asked item by item', async () => {
    let calls = 0;
    const call = () => {
      calls++;
      return Promise.reject(
        new Problem('said', { sentence: 'The job has ended.', cure: 'Start it again.' }, { code: 'cancelled' }),
      );
    };
    await expect(new ResilientCalls().run(['a', 'b'], call)).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls).toBe(1);
  });

  const died = () =>
    new Problem('said', { sentence: 'The compute process ended.', cure: 'Try again.' }, { code: 'compute-died' });

  test('a batch that kills the host costs only the culprit', async () => {
    const call = (items: string[]) =>
      items.includes('bomb')
        ? Promise.reject(died())
        : Promise.resolve(items.map((value) => ({ ok: true as const, value })));
    const outcomes = await new ResilientCalls().run(['a', 'bomb', 'c'], call);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(outcomes[1]).toMatchObject({ problem: { code: 'compute-died' } });
  });

  test('an item that died with its neighbour is tried again', async () => {
    let calls = 0;
    const call = (items: string[]) =>
      ++calls <= 2 ? Promise.reject(died()) : Promise.resolve(items.map((value) => ({ ok: true as const, value })));
    expect(await new ResilientCalls().run(['a'], call)).toEqual([{ ok: true, value: 'a' }]);
  });

  test('a host that dies whatever it is given ends the job instead of dying for every item', async () => {
    const calls = new ResilientCalls();
    let started = 0;
    const call = () => {
      started++;
      return Promise.reject(died());
    };
    await expect(calls.run([...'abcdefgh'], call)).rejects.toMatchObject({ code: 'compute-died' });
    expect(started).toBe(1 + 3 * 3);
  });

  test('what a living host refuses is not tried again', async () => {
    const call = (items: string[]) =>
      Promise.reject(
        new Problem('said', { sentence: `Not ${items.join()}.`, cure: 'Cure.' }, { code: 'engine-failed' }),
      );
    const outcomes = await new ResilientCalls().run(['a', 'b'], call);
    expect(outcomes).toMatchObject([{ problem: { sentence: 'Not a.' } }, { problem: { sentence: 'Not b.' } }]);
  });
});
