import type { Split } from '../../contract/label.ts';
import { Problem } from '../../../models/base/problem.ts';
import { inTransaction } from '../db/transaction.ts';
import { noteMoment } from '../checks/check-state.ts';
import type { Database } from '../db/connection.ts';
import { lockPhotos, type SplitCount, splitCounts, splitOfPhoto, writeSplit } from '../db/queries/splits.ts';

export type { SplitCount };

/**
 * Puts photos, with all their crops, into splits, or out of any (`null`). Returns how many changed. Throws `conflict`, and
 * changes none, where a photo is locked in another split; `not-found`; and what `inTransaction` throws.
 */
export function applySplit(db: Database, splits: ReadonlyMap<number, Split | null>): number {
  return inTransaction(db, () => {
    let changed = 0;
    for (const [photoId, split] of splits) {
      const photo = splitOfPhoto(db, photoId);
      if (!photo) throw new Problem('no-such-photo', { photo: photoId });
      if (photo.split === split) continue;
      if (photo.locked) {
        throw new Problem('photo-locked', { photo: photo.key, split: photo.split ?? 'none' });
      }
      writeSplit(db, photoId, split);
      changed++;
    }
    if (changed > 0) noteMoment(db, 'split');
    return changed;
  });
}

/**
 * Fixes what is in a split from now on, as an evaluation on it must. Returns how many photos were not locked before. Throws
 * what `inTransaction` throws.
 */
export const lockSplit = (db: Database, split: Split): number => inTransaction(db, () => lockPhotos(db, split));

/** Photos and pairs of each split, `null` for those in none. */
export const splitSummary = (db: Database): SplitCount[] => splitCounts(db);
