import { inject, onBeforeUnmount, provide, type InjectionKey } from 'vue';
import type { LabelChanges } from './commit-queue.ts';

/** Gives what a field holds that was not committed yet, and from then on takes it for committed. */
type TakeTyped = () => LabelChanges;

/** Names a field with text that means nothing, which nobody can take. */
type WrongField = () => keyof LabelChanges | undefined;

interface Draft {
  takeTyped: TakeTyped;
  wrongField?: WrongField;
}

const DRAFTS: InjectionKey<Set<Draft>> = Symbol('drafts');

/** Gathers what is typed in the fields below, so that nothing is lost when the shown pair changes. */
export function useDrafts(): Required<Draft> {
  const drafts = new Set<Draft>();
  provide(DRAFTS, drafts);
  return {
    takeTyped: () => Object.assign({}, ...[...drafts].map(({ takeTyped }) => takeTyped())) as LabelChanges,
    wrongField: () => [...drafts].map(({ wrongField }) => wrongField?.()).find((field) => field !== undefined),
  };
}

/** Tells of a field's draft as long as the field is there. */
export function useDraft(draft: Draft): void {
  const drafts = inject(DRAFTS, undefined);
  drafts?.add(draft);
  onBeforeUnmount(() => drafts?.delete(draft));
}
