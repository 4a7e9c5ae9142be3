import { inject, onBeforeUnmount, provide, type InjectionKey } from 'vue';
import type { LabelChanges } from './commit-queue.ts';

/** Gives what a field holds that was not committed yet, and from then on takes it for committed. */
type TakeTyped = () => LabelChanges;

const DRAFTS: InjectionKey<Set<TakeTyped>> = Symbol('drafts');

/** Gathers what is typed in the fields below, so that nothing is lost when the shown pair changes. */
export function useDrafts(): TakeTyped {
  const fields = new Set<TakeTyped>();
  provide(DRAFTS, fields);
  return () => Object.assign({}, ...[...fields].map((take) => take())) as LabelChanges;
}

/** Tells of a field's draft as long as the field is there. */
export function useDraft(take: TakeTyped): void {
  const fields = inject(DRAFTS, undefined);
  fields?.add(take);
  onBeforeUnmount(() => fields?.delete(take));
}
