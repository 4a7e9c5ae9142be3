import { computed, ref, shallowRef, triggerRef, watch, type Ref } from 'vue';
import type { Label } from '../../electron/contract/label.ts';
import type { ListedPair, PairQuery } from '../../electron/contract/pairs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import { client } from '../app/client.ts';
import { problemOf } from '../app/problem-of.ts';
import { useSession } from '../app/session.ts';
import { RowCache } from './row-cache.ts';

/** Shown at once; the rest of the ids follows. */
const FIRST_IDS = 500;
const MORE_IDS = 1_000_000;
const AT_ONCE = 200;
/** Rows after and before what is in sight that are fetched before they are seen. */
const AHEAD = { after: 300, before: 100 };

async function restOfIds(query: PairQuery): Promise<number[]> {
  const ids: number[] = [];
  for (;;) {
    const next = await client.pairs.ids({ query, offset: FIRST_IDS + ids.length, limit: MORE_IDS });
    for (const id of next) ids.push(id);
    if (next.length < MORE_IDS) return ids;
  }
}

/** The pairs of a query: all their ids, and rows as they come into sight. The list stays as it is while labels change. */
export function usePairList(query: Ref<PairQuery>) {
  const session = useSession();
  const ids = shallowRef<readonly number[]>([]);
  /** The id of the project that they are of, where it is known. */
  const project = ref<string>();
  /** Whether the first ids are there. */
  const ready = ref(false);
  /** Whether all ids are there. */
  const complete = ref(false);
  const problem = ref<ProblemData | null>(null);
  const rows = shallowRef(
    new RowCache<ListedPair>({
      fetch: (wanted) => client.pairs.listed({ pairIds: wanted, pass: query.value.pass ?? 1 }),
      changed: () => triggerRef(rows),
      failed: (error) => (problem.value = problemOf(error)),
      limit: 20_000,
      atOnce: AT_ONCE,
    }),
  );

  let asked = 0;
  async function load(): Promise<void> {
    const own = ++asked;
    const openProject = session.project?.id;
    try {
      const first = await client.pairs.ids({ query: query.value, offset: 0, limit: FIRST_IDS });
      if (own !== asked) return;
      problem.value = null;
      project.value = openProject;
      if (first.length < FIRST_IDS) {
        complete.value = true;
        ids.value = first;
      } else {
        // A list that is there is not cut short while it is asked for anew.
        if (ids.value.length <= FIRST_IDS || !ready.value) ids.value = first;
        ready.value = true;
        const rest = await restOfIds(query.value);
        if (own !== asked) return;
        complete.value = true;
        ids.value = [...first, ...rest];
      }
      ready.value = true;
      rows.value.refresh();
    } catch (error) {
      if (own === asked) problem.value = problemOf(error);
    }
  }
  watch(
    query,
    () => {
      ready.value = false;
      complete.value = false;
      void load();
    },
    { immediate: true },
  );

  function row(index: number): ListedPair | undefined {
    const id = ids.value[index];
    return id === undefined ? undefined : byId(id);
  }
  function byId(id: number): ListedPair | undefined {
    return rows.value.get(id);
  }
  function want(from: number, to: number): void {
    const start = Math.max(0, from);
    const inSight = ids.value.slice(start, to + 1);
    const after = ids.value.slice(to + 1, to + 1 + AHEAD.after);
    rows.value.want(inSight, [...after, ...ids.value.slice(Math.max(0, start - AHEAD.before), start)]);
  }
  function relabel(labels: readonly { pairId: number; label: Label }[]): void {
    const fresh = new Map(labels.map(({ pairId, label }) => [pairId, label]));
    rows.value.update(fresh.keys(), (old) => ({ ...old, label: fresh.get(old.id) as Label }));
  }

  return {
    ids,
    project,
    count: computed(() => ids.value.length),
    ready,
    complete,
    problem,
    row,
    byId,
    want,
    relabel,
    reload: load,
  };
}

export type PairList = ReturnType<typeof usePairList>;
