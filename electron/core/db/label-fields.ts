import type { Label, LabelChanges } from '../../contract/label.ts';

/** The fields of `changes` whose value is not that of `label`. Tags are compared as sets. */
export function differingFields(label: Label, changes: LabelChanges): (keyof Label)[] {
  return (Object.keys(changes) as (keyof Label)[]).filter((field) => !sameValue(label[field], changes[field]));
}

/** One field's values are equal; tags as sets. */
export function sameValue(a: Label[keyof Label] | undefined, b: Label[keyof Label] | undefined): boolean {
  return Array.isArray(a) && Array.isArray(b)
    ? new Set(a).size === new Set(b).size && a.every((tag) => b.includes(tag))
    : a === b;
}

/** The named fields alone. */
export const fieldsOf = (label: LabelChanges, fields: readonly (keyof Label)[]): LabelChanges =>
  Object.fromEntries(fields.map((field) => [field, label[field]]));

/** A label with some fields replaced. */
export const withFields = (label: Label, changes: LabelChanges): Label => ({ ...label, ...changes });
