import type { Database } from '../db/connection.ts';
import { type HistoryEntry, labelHistory } from '../db/queries/label-log.ts';
import type { Pass } from '../db/queries/labels.ts';
import { getLabel } from './labels.ts';

export type { HistoryEntry };

/**
 * Who changed what of a pair's label and when, oldest first, with everything that was undone; of one pass, or of both.
 * Throws `not-found`.
 */
export function history(db: Database, pairId: number, pass?: Pass): HistoryEntry[] {
  getLabel(db, pairId, pass ?? 1);
  return labelHistory(db, pairId, pass === undefined ? [1, 2] : [pass]);
}
