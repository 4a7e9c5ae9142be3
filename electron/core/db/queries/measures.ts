import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

export interface ImageMeasures {
  /** 64 bits, unsigned. */
  perceptualHash: bigint;
  sharpness: number;
  /** 0..1. */
  clippedShare: number;
}

/** Images without measures after `after`, by id. */
export const unmeasuredImages = (db: Database, after: number, limit: number): { id: number; bytes: Buffer }[] =>
  prepared<[number, number], { id: number; bytes: Buffer }>(
    db,
    `SELECT b.image_id AS id, b.bytes FROM image i JOIN image_bytes b ON b.image_id = i.id
     WHERE i.id > ? AND NOT EXISTS (SELECT 1 FROM image_measure m WHERE m.image_id = i.id) ORDER BY i.id LIMIT ?`,
  ).all(after, limit);

export const unmeasuredImageCount = (db: Database): number =>
  (
    prepared<[], { images: number }>(
      db,
      `SELECT count(*) AS images FROM image i
       WHERE NOT EXISTS (SELECT 1 FROM image_measure m WHERE m.image_id = i.id)`,
    ).get() as { images: number }
  ).images;

/** `undefined` for an image that cannot be measured: it is not tried again. */
export function storeMeasures(db: Database, imageId: number, measures: ImageMeasures | undefined): void {
  prepared<[number, bigint | null, number | null, number | null]>(
    db,
    `INSERT INTO image_measure (image_id, perceptual_hash, sharpness, clipped_share) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  ).run(
    imageId,
    measures ? BigInt.asIntN(64, measures.perceptualHash) : null,
    measures?.sharpness ?? null,
    measures?.clippedShare ?? null,
  );
}

export interface UnalignedPair {
  id: number;
  name: string;
  lr: Buffer;
  hr: Buffer;
}

const UNALIGNED = 'p.shift_x IS NULL AND p.lr_image_id IS NOT NULL AND p.hr_image_id IS NOT NULL';

/** Pairs of two images whose shift is not known, after `after`, by id. */
export const unalignedPairs = (db: Database, after: number, limit: number): UnalignedPair[] =>
  prepared<[number, number], UnalignedPair>(
    db,
    `SELECT p.id, p.name, l.bytes AS lr, h.bytes AS hr FROM pair p
     JOIN image_bytes l ON l.image_id = p.lr_image_id JOIN image_bytes h ON h.image_id = p.hr_image_id
     WHERE p.id > ? AND ${UNALIGNED} ORDER BY p.id LIMIT ?`,
  ).all(after, limit);

export const unalignedPairCount = (db: Database): number =>
  (
    prepared<[], { pairs: number }>(db, `SELECT count(*) AS pairs FROM pair p WHERE ${UNALIGNED}`).get() as {
      pairs: number;
    }
  ).pairs;

/** In LR pixels; `peak`, 0..1, is how far LR and HR agree once it is undone. */
export interface Shift {
  x: number;
  y: number;
  peak: number;
}

export function storeShift(db: Database, pairId: number, { x, y, peak }: Shift): void {
  prepared<[number, number, number, number]>(
    db,
    'UPDATE pair SET shift_x = ?, shift_y = ?, alignment = ? WHERE id = ?',
  ).run(x, y, peak, pairId);
}
