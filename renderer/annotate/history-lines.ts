import type { Label } from '../../electron/contract/label.ts';
import type { HistoryEntry } from '../../electron/contract/pairs.ts';
import { LABEL_FIELDS } from './label-fields.ts';

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
