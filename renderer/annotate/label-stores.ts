import type { LabelDesk } from './label-store.ts';

/** A desk for each project. One with labels that are not saved is kept until its project is open again. */
export function desks(newDesk: (project: string | undefined) => LabelDesk) {
  const kept = new Map<string, LabelDesk>();
  return {
    /** By the project's id and folder, as a copy of a project has its id. */
    of({ id, folder }: { id?: string; folder?: string }): LabelDesk {
      for (const [key, desk] of kept) if (desk.isSettled.value) kept.delete(key);
      const key = JSON.stringify([id, folder]);
      const desk = kept.get(key) ?? newDesk(id);
      kept.set(key, desk);
      return desk;
    },
    areSettled: (): boolean => [...kept.values()].every(({ isSettled }) => isSettled.value),
  };
}
