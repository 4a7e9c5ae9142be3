import type { PairFilter } from '../../../contract/pairs.ts';
import type { CropOrigin, ExportItem } from '../dataset-item.ts';
import type { Database } from '../connection.ts';
import { damagedDatabase } from '../sqlite-problem.ts';
import { countPairsOf, pairIdsOf, placeOf } from './browse.ts';
import { listedPairs } from './listed-pairs.ts';
import { prepared } from './prepared.ts';

/** Pairs looked up together; the bytes of one pair are in memory at a time. */
const A_PAGE = 200;

/** How many items `exportItems` gives, if nothing is written meanwhile. */
export const countExportItems = (db: Database, filter: PairFilter): number => countPairsOf(db, { filter });

/**
 * The pairs of a filter with the labels of the first pass and the original bytes of their images, in id order. Others may
 * write between two items; each item is as it is when its turn comes, and one that has left the filter by then is still
 * given if it was in it when its page began.
 */
export async function* exportItems(db: Database, filter: PairFilter): AsyncGenerator<ExportItem> {
  let after;
  for (;;) {
    const ids: number[] = pairIdsOf(db, { filter }, { after, limit: A_PAGE });
    for (const id of ids) {
      const item = exportItem(db, id);
      if (item) yield await Promise.resolve(item);
    }
    const last = ids.at(-1);
    if (last === undefined) return;
    after = placeOf(db, last);
  }
}

function exportItem(db: Database, pairId: number): ExportItem | undefined {
  const [listed] = listedPairs(db, [pairId], 1);
  if (!listed) return undefined;
  const { photo, origin } = prepared<[number], { photo: string; origin: string | null }>(
    db,
    'SELECT ph.key AS photo, p.origin FROM pair p JOIN photo ph ON ph.id = p.photo_id WHERE p.id = ?',
  ).get(pairId) as { photo: string; origin: string | null };
  return {
    pairId,
    name: listed.name,
    subset: listed.subset,
    photo,
    split: listed.split,
    ...(listed.lr && { lr: bytesOf(db, listed.lr.id) }),
    ...(listed.hr && { hr: bytesOf(db, listed.hr.id) }),
    label: listed.label,
    difficultyProposed: listed.difficultyProposed,
    ...(origin !== null && { origin: JSON.parse(origin) as { lr?: CropOrigin; hr?: CropOrigin } }),
  };
}

function bytesOf(db: Database, imageId: number): Uint8Array {
  const row = prepared<[number], { bytes: Buffer }>(db, 'SELECT bytes FROM image_bytes WHERE image_id = ?').get(
    imageId,
  );
  if (!row) throw damagedDatabase(db.name, `image ${imageId} has lost its bytes`);
  return row.bytes;
}
