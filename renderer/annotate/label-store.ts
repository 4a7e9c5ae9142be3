import { computed, shallowReactive, shallowRef } from 'vue';
import type { Label } from '../../electron/contract/label.ts';
import type { ListedPair, Pass } from '../../electron/contract/pairs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import { CommitQueue, type LabelChanges, type QueueState } from './commit-queue.ts';
import { changedFields } from './label-fields.ts';

type Labelled = { pairId: number; label: Label }[];
interface Action {
  pairs: number;
  /** Of an action on few pairs. */
  labels: Labelled;
}

interface By {
  annotator: string;
  pass: Pass;
  /** Its id. */
  project?: string;
}

export interface LabelCalls {
  get(request: { pairId: number; pass: Pass; project?: string }): Promise<Label>;
  set(request: By & { pairIds: number[]; changes: LabelChanges; expected?: LabelChanges }): Promise<Action | null>;
  undo(request: By): Promise<Action | null>;
  redo(request: By): Promise<Action | null>;
}

interface Ports {
  calls: LabelCalls;
  /** The id of the project whose pairs these are, where it is known: another one is never written to. */
  project?: string | undefined;
  annotator: () => string;
  problemOf: (error: unknown) => ProblemData;
  /** These changes of a label are on the disk, or given up. */
  settled?: (pairId: number, pass: Pass, changes: LabelChanges) => void;
}

/**
 * The labels that a window works on: as the project has them, with what is not saved yet on top. It outlives the page, so
 * text that could not be saved is still there on coming back.
 */
export function labelStore({ calls, project, annotator, problemOf, settled = () => undefined }: Ports) {
  const labels = shallowReactive(new Map<string, Label>());
  const state = shallowRef<QueueState>({ waiting: 0, failed: [] });
  /** When something was last saved, in milliseconds. */
  const savedAt = shallowRef<number>();
  const by = (pass: Pass): By => ({ annotator: annotator(), pass, ...(project !== undefined && { project }) });
  const keyOf = (pairId: number, pass: Pass) => `${pairId}/${pass}`;
  /** Labels that were changed elsewhere since they were shown here, as they are now; the person is asked which one counts. */
  const newer = shallowReactive(new Map<string, Label>());
  /** What a person saw of fields when they were typed, where that is not what the label says here. */
  const seenOf = new Map<string, LabelChanges>();
  const fieldsIn = (changes: LabelChanges) => Object.keys(changes) as (keyof Label)[];

  async function lookForNewer(pairId: number, pass: Pass): Promise<void> {
    try {
      const label = await calls.get({ pairId, pass, ...(project !== undefined && { project }) });
      newer.set(keyOf(pairId, pass), label);
    } catch {
      // Why it could not be saved is shown already.
    }
  }

  const queue = new CommitQueue({
    problemOf,
    async save({ pairId, pass, changes }) {
      const key = keyOf(pairId, pass);
      const label = { ...labels.get(key), ...seenOf.get(key) };
      const seen = fieldsIn(changes).flatMap((field) => (field in label ? [[field, label[field]]] : []));
      const expected = Object.fromEntries(seen) as LabelChanges;
      const action = await calls
        .set({ ...by(pass), pairIds: [pairId], changes, expected })
        .catch(async (error: unknown) => {
          if (problemOf(error).code === 'conflict') await lookForNewer(pairId, pass);
          throw error;
        });
      return action?.labels.find((one) => one.pairId === pairId)?.label ?? null;
    },
    saved({ pairId, pass, changes }, label) {
      const before = labels.get(keyOf(pairId, pass));
      if (label) labels.set(keyOf(pairId, pass), label);
      else if (before) labels.set(keyOf(pairId, pass), { ...before, ...changes });
      newer.delete(keyOf(pairId, pass));
      seenOf.delete(keyOf(pairId, pass));
      settled(pairId, pass, changes);
      savedAt.value = Date.now();
    },
    changed(next) {
      state.value = next;
    },
  });

  /** The label as the person sees it; `undefined` for a pair that was not listed yet. */
  function labelOf(pairId: number, pass: Pass): Label | undefined {
    // Changes of what is unsaved come with a new state.
    const unsaved = state.value.waiting + state.value.failed.length > 0 ? queue.unsaved({ pairId, pass }) : {};
    const label = labels.get(keyOf(pairId, pass));
    return label && { ...label, ...unsaved };
  }

  async function step(kind: 'undo' | 'redo', pass: Pass): Promise<Action> {
    const { failed } = await queue.settled();
    if (failed.length > 0) queue.retry();
    const [unsaved] = (await queue.settled()).failed;
    if (unsaved) throw new UnsavedError(unsaved.problem);
    const action = await calls[kind](by(pass));
    for (const { pairId, label } of action?.labels ?? []) labels.set(keyOf(pairId, pass), label);
    return action ?? { pairs: 0, labels: [] };
  }

  return {
    labelOf,
    state,
    savedAt,
    isSettled: computed(() => state.value.waiting === 0 && state.value.failed.length === 0),
    /** Takes labels as a list has them. */
    seed(rows: readonly ListedPair[], pass: Pass): void {
      for (const { id, label } of rows) labels.set(keyOf(id, pass), label);
    },
    /** Saves fields, those alone that differ; whether there were any. `seen`: what the person saw of them, where not this. */
    commit(pairId: number, pass: Pass, changes: LabelChanges, seen?: LabelChanges): boolean {
      if (seen) seenOf.set(keyOf(pairId, pass), { ...seenOf.get(keyOf(pairId, pass)), ...seen });
      const label = labelOf(pairId, pass);
      const fields = label ? changedFields(label, changes) : changes;
      if (Object.keys(fields).length === 0) return false;
      queue.commit({ pairId, pass, changes: fields });
      return true;
    },
    retry: () => queue.retry(),
    discard(pairId: number, pass: Pass): void {
      settled(pairId, pass, queue.unsaved({ pairId, pass }));
      seenOf.delete(keyOf(pairId, pass));
      queue.discard({ pairId, pass });
    },
    /** The label as it is by now, where it was changed elsewhere and changes of it are held here. */
    newerOf: (pairId: number, pass: Pass): Label | undefined => newer.get(keyOf(pairId, pass)),
    /** The person has seen what a label says by now: what is held here counts, or that does. */
    decide(pairId: number, pass: Pass, which: 'mine' | 'newer'): void {
      const key = keyOf(pairId, pass);
      const label = newer.get(key);
      if (!label) return;
      newer.delete(key);
      seenOf.delete(key);
      labels.set(key, label);
      if (which === 'newer') this.discard(pairId, pass);
      else queue.retry();
    },
    settled: () => queue.settled(),
    /** How many pairs it touched, and their labels where those are few; none where there was nothing to take back. Throws what the call throws, `UnsavedError`. */
    undo: (pass: Pass) => step('undo', pass),
    redo: (pass: Pass) => step('redo', pass),
  };
}

export type LabelStore = ReturnType<typeof labelStore>;

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

/** Nothing can be taken back while the latest changes are not saved. */
export class UnsavedError extends Error {
  readonly problem: ProblemData;

  constructor(problem: ProblemData) {
    super(problem.sentence);
    this.problem = problem;
  }
}
