import { shallowRef, watch } from 'vue';
import type { ListedPair } from '../../electron/contract/pairs.ts';
import { client } from '../app/client.ts';

/** What is known of pairs, asked for as they come into view. */
export function usePairFacts(wanted: () => readonly number[]) {
  const known = shallowRef<ReadonlyMap<number, ListedPair>>(new Map());
  const asked = new Set<number>();

  watch(
    wanted,
    async (ids) => {
      const unknown = ids.filter((id) => !asked.has(id));
      if (unknown.length === 0) return;
      for (const id of unknown) asked.add(id);
      try {
        const pairs = await client.pairs.listed({ pairIds: unknown, pass: 1 });
        known.value = new Map([...known.value, ...pairs.map((pair) => [pair.id, pair] as const)]);
      } catch {
        // The project may be closed by now; the list then shows numbers.
        for (const id of unknown) asked.delete(id);
      }
    },
    { immediate: true },
  );
  return known;
}
