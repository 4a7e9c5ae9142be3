import type { Split } from '../../../contract/label.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

/** A source photo, the unit of splitting. */
export interface PhotoToSplit {
  id: number;
  key: string;
  /** Of the source: the same wherever and whenever it is imported. */
  fingerprint: string;
  split: Split | null;
  locked: boolean;
  pairs: number;
  /** The subset of most of its pairs. */
  subset: string;
}

/** Every photo that has pairs, by id. */
export function photosToSplit(db: Database): PhotoToSplit[] {
  const rows = prepared<[], Omit<PhotoToSplit, 'locked'> & { locked: 0 | 1 }>(
    db,
    `SELECT ph.id, ph.key, s.fingerprint, ph.split, ph.split_locked AS locked, c.subset, max(c.pairs) AS most,
       sum(c.pairs) AS pairs
     FROM (SELECT photo_id, subset, count(*) AS pairs FROM pair GROUP BY photo_id, subset) c
     JOIN photo ph ON ph.id = c.photo_id JOIN source s ON s.id = ph.source_id
     GROUP BY ph.id ORDER BY ph.id`,
  ).all();
  return rows.map(({ id, key, fingerprint, split, locked, pairs, subset }) => ({
    ...{ id, key, fingerprint, split, pairs, subset },
    locked: locked === 1,
  }));
}

/** Photos that show an image which another photo shows too, in groups of two and more. */
export const photosSharingImages = (db: Database): { imageId: number; photoId: number }[] =>
  prepared<[], { imageId: number; photoId: number }>(
    db,
    `WITH shown AS (
       SELECT lr_image_id AS imageId, photo_id AS photoId FROM pair WHERE lr_image_id IS NOT NULL
       UNION SELECT hr_image_id, photo_id FROM pair WHERE hr_image_id IS NOT NULL
     )
     SELECT imageId, photoId FROM shown WHERE imageId IN (SELECT imageId FROM shown GROUP BY imageId HAVING count(*) > 1)`,
  ).all();

export const splitOfPhoto = (
  db: Database,
  photoId: number,
): { key: string; split: Split | null; locked: 0 | 1 } | undefined =>
  prepared<[number], { key: string; split: Split | null; locked: 0 | 1 }>(
    db,
    'SELECT key, split, split_locked AS locked FROM photo WHERE id = ?',
  ).get(photoId);

export function writeSplit(db: Database, photoId: number, split: Split | null): void {
  prepared<[Split | null, number]>(db, 'UPDATE photo SET split = ? WHERE id = ?').run(split, photoId);
}

/** Locks every photo of a split; returns how many were not locked before. */
export const lockPhotos = (db: Database, split: Split): number =>
  prepared<[Split]>(db, 'UPDATE photo SET split_locked = 1 WHERE split = ? AND split_locked = 0').run(split).changes;

export interface SplitCount {
  split: Split | null;
  photos: number;
  pairs: number;
  lockedPhotos: number;
}

export const splitCounts = (db: Database): SplitCount[] =>
  prepared<[], SplitCount>(
    db,
    `SELECT ph.split, count(*) AS photos, sum(c.pairs) AS pairs, sum(ph.split_locked) AS lockedPhotos
     FROM (SELECT photo_id, count(*) AS pairs FROM pair GROUP BY photo_id) c JOIN photo ph ON ph.id = c.photo_id
     GROUP BY ph.split ORDER BY ph.split`,
  ).all();
