import type { Label } from '../../electron/contract/label.ts';
import type { LabelChanges } from './commit-queue.ts';

/** In the order in which people read them. */
export const LABEL_FIELDS: readonly (keyof Label)[] = [
  'transcription',
  'direction',
  'difficulty',
  'illegible',
  'status',
  'focalLengthLr',
  'focalLengthHr',
  'notes',
  'tags',
];

/** Those of the changes that differ from what the label says. */
export function changedFields(label: Label, changes: LabelChanges): LabelChanges {
  const entries = Object.entries(changes) as [keyof Label, Label[keyof Label]][];
  return Object.fromEntries(entries.filter(([field, value]) => !isSame(label[field], value)));
}

function isSame(one: Label[keyof Label], other: Label[keyof Label]): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.toSorted().join('\n') === other.toSorted().join('\n');
  return one === other;
}
