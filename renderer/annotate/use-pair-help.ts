import { shallowReactive } from 'vue';
import type { ComputeOptions, Suggestion } from '../../electron/contract/jobs.ts';
import type { BenchResult as PreviewResult } from '../../electron/contract/preview.ts';
import { Prefetcher, type PrefetchPorts, type PrefetchState } from './prefetcher.ts';

interface Ports {
  suggestionsOf: (pairId: number) => Promise<Suggestion[]>;
  read: (pairId: number) => Promise<Suggestion[]>;
  restore: (pairId: number, compute: ComputeOptions) => Promise<PreviewResult>;
  compute: () => ComputeOptions;
}

/** What models say of pairs, got in the background: nothing that an annotator does waits for it. */
export function usePairHelp({ suggestionsOf, read, restore, compute }: Ports) {
  let reading: readonly number[] = [];

  const suggestions = watchable<Suggestion[]>({ load: suggestionsOf, atOnce: 4, most: 200 }, () => readUnread());
  const reads = watchable<Suggestion[]>({
    async load(pairId) {
      const found = await read(pairId);
      suggestions.prefetcher.put(pairId, found);
      return found;
    },
    atOnce: 1,
    most: 200,
  });
  const restorations = watchable<PreviewResult>({
    load: (pairId) => restore(pairId, compute()),
    atOnce: 1,
    most: 24,
  });

  /** Asks the readers about pairs that nobody has read. */
  function readUnread(): void {
    reads.prefetcher.want(
      reading.filter((pairId) => {
        const known = suggestions.prefetcher.of(pairId);
        return known?.state === 'there' && known.value.length === 0;
      }),
    );
  }

  return {
    /** What readers made of a pair so far; `undefined` while that is not known. */
    suggestionsOf: (pairId: number) => suggestions.states.get(pairId),
    /** What became of asking the readers now. */
    readingOf: (pairId: number) => reads.states.get(pairId),
    restorationOf: (pairId: number) => restorations.states.get(pairId),
    /** Says which pairs matter now, the shown one first, and which may be read and restored for it. */
    want(
      pairIds: readonly number[],
      { readable, restorable }: { readable: readonly number[]; restorable: readonly number[] },
    ): void {
      reading = readable;
      suggestions.prefetcher.want(pairIds);
      readUnread();
      restorations.prefetcher.want(restorable);
    },
    /** Readers may have read pairs since. */
    forgetSuggestions(): void {
      suggestions.prefetcher.clear();
      reads.prefetcher.clear();
    },
    readAgain: (pairId: number) => reads.prefetcher.again(pairId),
  };
}

/** A prefetcher whose states a page can watch. */
function watchable<T>(ports: Omit<PrefetchPorts<T>, 'changed'>, changed?: () => void) {
  const states = shallowReactive(new Map<number, PrefetchState<T>>());
  const prefetcher: Prefetcher<T> = new Prefetcher<T>({
    ...ports,
    changed(key) {
      const state = prefetcher.of(key);
      if (state) states.set(key, state);
      else states.delete(key);
      changed?.();
    },
  });
  return { prefetcher, states };
}

export type PairHelp = ReturnType<typeof usePairHelp>;
