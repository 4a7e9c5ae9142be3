import { shallowReactive } from 'vue';
import type { ComputeOptions, Suggestion } from '../../electron/contract/jobs.ts';
import type { BenchResult } from '../../electron/contract/preview.ts';
import { Ahead, type AheadPorts, type AheadState } from './prefetcher.ts';

interface Ports {
  suggestionsOf: (pairId: number) => Promise<Suggestion[]>;
  read: (pairId: number) => Promise<Suggestion[]>;
  restore: (pairId: number, compute: ComputeOptions) => Promise<BenchResult>;
  compute: () => ComputeOptions;
}

/** What models say of pairs, got in the background: nothing that an annotator does waits for it. */
export function usePairHelp({ suggestionsOf, read, restore, compute }: Ports) {
  let reading: readonly number[] = [];

  const suggestions = mirrored<Suggestion[]>({ load: suggestionsOf, atOnce: 4, most: 200 }, () => readUnread());
  const reads = mirrored<Suggestion[]>({
    async load(pairId) {
      const found = await read(pairId);
      suggestions.ahead.put(pairId, found);
      return found;
    },
    atOnce: 1,
    most: 200,
  });
  const restorations = mirrored<BenchResult>({
    load: (pairId) => restore(pairId, compute()),
    atOnce: 1,
    most: 24,
  });

  /** Asks the readers about pairs that nobody has read. */
  function readUnread(): void {
    reads.ahead.want(
      reading.filter((pairId) => {
        const known = suggestions.ahead.of(pairId);
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
      suggestions.ahead.want(pairIds);
      readUnread();
      restorations.ahead.want(restorable);
    },
    /** Readers may have read pairs since. */
    forgetSuggestions(): void {
      suggestions.ahead.clear();
      reads.ahead.clear();
    },
    readAgain: (pairId: number) => reads.ahead.again(pairId),
  };
}

/** Loads ahead what a page can watch. */
function mirrored<T>(ports: Omit<AheadPorts<T>, 'changed'>, changed?: () => void) {
  const states = shallowReactive(new Map<number, AheadState<T>>());
  const ahead: Ahead<T> = new Ahead<T>({
    ...ports,
    changed(key) {
      const state = ahead.of(key);
      if (state) states.set(key, state);
      else states.delete(key);
      changed?.();
    },
  });
  return { ahead, states };
}

export type PairHelp = ReturnType<typeof usePairHelp>;
