import { createHash } from 'node:crypto';
import { Problem } from '../../../../models/base/problem.ts';
import type { Database } from '../connection.ts';

/**
 * Compares every image's bytes with their SHA-256 and size, one image in memory at a time. Yields after each, with
 * the fault where there is one.
 */
export function* checkedImages(db: Database): Generator<Problem | undefined, void, void> {
  const next = db.prepare<[number], { id: number; sha256: Buffer; size: number; bytes: Buffer | null }>(
    `SELECT image.id, sha256, size, bytes FROM image LEFT JOIN image_bytes ON image_id = image.id
     WHERE image.id > ? ORDER BY image.id LIMIT 1`,
  );
  for (let row = next.get(0); row; row = next.get(row.id)) {
    yield faultOf(row.id, row);
  }
}

function faultOf(image: number, { sha256, size, bytes }: { sha256: Buffer; size: number; bytes: Buffer | null }) {
  if (!bytes) return new Problem('image-bytes-lost', { image });
  if (bytes.length !== size) return new Problem('image-size-wrong', { image, bytes: bytes.length, size });
  return createHash('sha256').update(bytes).digest().equals(sha256)
    ? undefined
    : new Problem('image-hash-wrong', { image });
}

/** Without `+` the column's affinity would keep SQLite from using the index over that expression. */
export const ORPHANED_IMAGES = `SELECT count(*) FROM image
  WHERE NOT EXISTS (SELECT 1 FROM pair WHERE hr_image_id = image.id)
    AND NOT EXISTS (SELECT 1 FROM pair WHERE ifnull(lr_image_id, 0) = +image.id)`;

/** Images that no pair shows. They take space and do no harm. */
export const orphanedImageCount = (db: Database): number => db.prepare<[], number>(ORPHANED_IMAGES).pluck().get() ?? 0;

/** Pairs whose LR image has more rows and more columns than the HR image: how many, and the first. */
export const exchangedPairs = (db: Database): { pairs: number; first: number | null } =>
  db
    .prepare<[], { pairs: number; first: number | null }>(
      `SELECT count(*) AS pairs, min(pair.id) AS first FROM pair
       JOIN image lr ON lr.id = lr_image_id JOIN image hr ON hr.id = hr_image_id
       WHERE lr.width > hr.width AND lr.height > hr.height`,
    )
    .get() as { pairs: number; first: number | null };

interface StoredImage {
  sha256: Buffer;
  /** Encoded, as it came. */
  bytes: Buffer;
}

/** SHA-256 of an image, without touching the pages of its bytes. */
export const imageHash = (db: Database, id: number): Buffer | undefined =>
  db.prepare<[number], Buffer>('SELECT sha256 FROM image WHERE id = ?').pluck().get(id);

export const imageOf = (db: Database, id: number): StoredImage | undefined =>
  db
    .prepare<[number], StoredImage>(
      'SELECT sha256, bytes FROM image JOIN image_bytes ON image_id = image.id WHERE image.id = ?',
    )
    .get(id);
