import type { LabelStore } from './label-store.ts';

/** A store for each project. One with labels that are not saved is kept until its project is open again. */
export function labelStores(newStore: (project: string | undefined) => LabelStore) {
  const kept = new Map<string, LabelStore>();
  return {
    /** By the project's id and folder, as a copy of a project has its id. */
    of({ id, folder }: { id?: string; folder?: string }): LabelStore {
      for (const [key, store] of kept) if (store.isSettled.value) kept.delete(key);
      const key = JSON.stringify([id, folder]);
      const store = kept.get(key) ?? newStore(id);
      kept.set(key, store);
      return store;
    },
    areSettled: (): boolean => [...kept.values()].every(({ isSettled }) => isSettled.value),
  };
}
