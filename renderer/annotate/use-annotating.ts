import { computed, inject, provide, shallowRef, type InjectionKey } from 'vue';
import type { Label } from '../../electron/contract/label.ts';
import type { Pass } from '../../electron/contract/pairs.ts';
import type { ProblemData } from '../../electron/contract/problem.ts';
import type { LabelChanges } from './commit-queue.ts';
import { statusAfterSave } from './field-input.ts';
import { type LabelStore, UnsavedError } from './label-store.ts';
import type { Queue } from './use-queue.ts';

/** `seen`: what the person saw of the fields, where that is not what the label says here. */
type Commit = (changes: LabelChanges, seen?: LabelChanges) => void;
const COMMIT: InjectionKey<Commit> = Symbol('commit');

/** Lets the fields below hand over what is said of the shown pair, without the parts between them passing it on. */
export const provideCommit = (commit: Commit): void => provide(COMMIT, commit);
export function useCommit(): Commit {
  const commit = inject(COMMIT);
  if (!commit) throw new Error('A field of a label needs a page that saves it.');
  return commit;
}

/** A one-line message to the annotator, shown until their next action. */
export type Hint =
  | 'empty'
  | 'end'
  | 'start'
  | 'nothingToUndo'
  | 'nothingToRedo'
  | 'elsewhere'
  /** A field's text cannot be understood, and would be lost on going on. */
  | { wrong: keyof LabelChanges };

interface Ports {
  store: () => LabelStore;
  queue: Queue;
  pass: () => Pass;
  canEdit: () => boolean;
  problemOf: (error: unknown) => ProblemData;
  /** A pair was saved as done, or rejected. */
  counted: () => void;
  /** What is typed but not committed yet, which is then no longer the field's to commit. */
  takeTyped: () => LabelChanges;
  /** A field with text that cannot be understood. */
  wrongField: () => keyof LabelChanges | undefined;
}

/** What annotators do with the shown pair. */
export function useAnnotating({ store, queue, pass, canEdit, problemOf, counted, takeTyped, wrongField }: Ports) {
  const hint = shallowRef<Hint>();
  const problem = shallowRef<ProblemData>();
  const label = computed((): Label | undefined => {
    const pair = queue.current.value;
    return pair && store().labelOf(pair.id, pass());
  });

  /** Whether there was anything to save. */
  function commit(changes: LabelChanges, seen?: LabelChanges): boolean {
    const pair = queue.current.value;
    // A pair whose label the store does not know may be one of the project before.
    if (!pair || !label.value || !canEdit()) return false;
    hint.value = undefined;
    problem.value = undefined;
    return store().commit(pair.id, pass(), changes, seen);
  }

  /** Whether a field's text keeps the pair here; a hint then says which field. */
  function isHeld(): boolean {
    const wrong = canEdit() ? wrongField() : undefined;
    if (wrong) hint.value = { wrong };
    return wrong !== undefined;
  }

  async function go(by: number): Promise<void> {
    if (isHeld()) return;
    commit(takeTyped());
    hint.value = undefined;
    problem.value = undefined;
    if (!(await queue.move(by))) hint.value = by > 0 ? 'end' : 'start';
  }

  /** Saves as done and goes on. A pair of which nothing is said asks once whether it has no text. */
  async function saveNext(): Promise<void> {
    if (!canEdit()) return go(1);
    if (!label.value || isHeld()) return;
    const typed = takeTyped();
    const said = { ...label.value, ...typed };
    const isEmpty = !said.transcription && !said.illegible && said.status !== 'rejected';
    if (isEmpty && said.transcription === null && hint.value !== 'empty') {
      commit(typed);
      hint.value = 'empty';
      return;
    }
    const status = statusAfterSave(said.status);
    if (commit({ ...typed, status, ...(isEmpty && { transcription: '' }) })) counted();
    await go(1);
  }

  async function reject(): Promise<void> {
    if (!canEdit() || isHeld()) return;
    if (commit({ ...takeTyped(), status: 'rejected' })) counted();
    await go(1);
  }

  async function step(kind: 'undo' | 'redo'): Promise<void> {
    if (!canEdit() || isHeld()) return;
    commit(takeTyped());
    hint.value = undefined;
    problem.value = undefined;
    try {
      const { pairs, labels } = await store()[kind](pass());
      const [first] = labels;
      if (pairs === 0) hint.value = kind === 'undo' ? 'nothingToUndo' : 'nothingToRedo';
      else if (first && !labels.some(({ pairId }) => pairId === queue.current.value?.id)) {
        // What was taken back is shown, or nobody would know what it was.
        if (!(await queue.moveTo(first.pairId))) hint.value = 'elsewhere';
      }
    } catch (error) {
      problem.value = error instanceof UnsavedError ? error.problem : problemOf(error);
    }
  }

  return {
    label,
    hint,
    problem,
    commit,
    isHeld,
    go,
    saveNext,
    reject,
    undo: () => step('undo'),
    redo: () => step('redo'),
  };
}

export type Annotating = ReturnType<typeof useAnnotating>;
