import type { Label } from '../../electron/contract/label.ts';
import type { HistoryEntry } from '../../electron/contract/pairs.ts';
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

export interface HistoryLine {
  field: keyof Label;
  before: Label[keyof Label];
  after: Label[keyof Label];
}

/** What an entry changed, field by field. */
export function linesOf({ before, after }: Pick<HistoryEntry, 'before' | 'after'>): HistoryLine[] {
  return LABEL_FIELDS.filter((field) => field in after).map((field) => ({
    field,
    before: before[field] ?? null,
    after: after[field] ?? null,
  }));
}

/** Newest first, and entries of no change left out. */
export const newestFirst = (entries: readonly HistoryEntry[]): HistoryEntry[] =>
  entries.filter((entry) => linesOf(entry).length > 0).toReversed();
