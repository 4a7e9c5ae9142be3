import type { Database } from '../connection.ts';

export interface StoredImage {
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
