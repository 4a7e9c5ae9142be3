import { computed, shallowRef, triggerRef } from 'vue';
import type { ListedPair, PairQuery } from '../../electron/contract/pairs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import { PairQueue, type QueueCalls } from './pair-queue.ts';

const STRIP_BEFORE = 6;
const STRIP_AFTER = 12;

interface Ports {
  calls: QueueCalls;
  problemOf: (error: unknown) => ProblemData;
  /** Rows that have just become known. */
  listed: (rows: readonly ListedPair[]) => void;
}

/** The pairs that are labelled one after the other, for a page. */
export function useQueue({ calls, problemOf, listed }: Ports) {
  const queue = shallowRef<PairQueue>();
  const problem = shallowRef<ProblemData>();
  const isLoading = shallowRef(false);

  const watched: QueueCalls = {
    count: (query) => calls.count(query),
    ids: (at) => calls.ids(at),
    position: (of) => calls.position(of),
    async listed(of) {
      const rows = await calls.listed(of);
      listed(rows);
      return rows;
    },
  };

  async function guarded<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      problem.value = undefined;
      return result;
    } catch (error) {
      problem.value = problemOf(error);
      return undefined;
    } finally {
      triggerRef(queue);
    }
  }

  /** Whether there was a pair to go to. */
  async function move(by: number): Promise<boolean> {
    const going = queue.value;
    if (!going) return false;
    const moved = await guarded(() => going.move(by));
    // What is fetched ahead shows up in the strip when it is there.
    void guarded(() => going.settled());
    return moved ?? false;
  }

  return {
    problem,
    isLoading,
    current: computed(() => queue.value?.current),
    place: computed(() => queue.value?.place ?? 0),
    total: computed(() => queue.value?.total ?? 0),
    hasNext: computed(() => queue.value?.hasNext ?? false),
    hasPrevious: computed(() => queue.value?.hasPrevious ?? false),
    strip: computed(() => queue.value?.around(STRIP_BEFORE, STRIP_AFTER) ?? []),
    /** The next pairs in the order in which they will be wanted. */
    coming: (count: number): ListedPair[] => queue.value?.around(-1, count) ?? [],
    move,
    async start(query: PairQuery, pairId?: number): Promise<void> {
      isLoading.value = true;
      const next = new PairQueue(watched, query);
      await guarded(() => next.start(pairId));
      queue.value = next;
      isLoading.value = false;
    },
    /** Shows no pair until the next list is there. */
    clear(): void {
      queue.value = undefined;
    },
    async moveTo(pairId: number): Promise<boolean> {
      return (await guarded(async () => queue.value?.moveTo(pairId))) ?? false;
    },
  };
}

export type Queue = ReturnType<typeof useQueue>;
