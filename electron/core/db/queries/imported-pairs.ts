import type { Statement } from 'better-sqlite3';
import type { ProblemData } from '../../../../models/base/problem.ts';
import type { LabelChanges } from '../../../contract/label.ts';
import type { Database } from '../connection.ts';

/** Encoded bytes with what was learnt by decoding them. */
export interface StorableImage {
  /** 32 bytes. */
  sha256: Buffer;
  bytes: Uint8Array;
  /** Width and height in pixels, upright. Missing only where the project was found to have the image already. */
  facts: { format: string; width: number; height: number } | undefined;
}

export interface NewPair {
  lrImageId: number | null;
  hrImageId: number | null;
  photoId: number;
  sourceKey: string;
  name: string;
  subset: string;
  /** JSON, or `null` for a pair that was not cut out of a photo. */
  origin: string | null;
  directionProposed: string | null;
}

/** What an import writes of one source, within the caller's transaction. */
export interface PairWriter {
  /** The image's id; it is added where the project does not have its content. */
  image(image: StorableImage): number;
  /** The photo of that key; crops of one photo in one place share it, also when the place was imported in parts. */
  photo(key: string): number;
  pairOf(lrImageId: number | null, hrImageId: number | null): number | undefined;
  addPair(pair: NewPair): number;
  skip(key: string, problem: ProblemData): void;
  known(key: string, pairId: number, difference: LabelChanges): void;
}

/** Whether the project has an image of this SHA-256. */
export function imageLookup(db: Database): (sha256: Buffer) => boolean {
  const find = db.prepare<[Buffer], number>('SELECT 1 FROM image WHERE sha256 = ?').pluck();
  return (sha256) => find.get(sha256) !== undefined;
}

export function pairWriter(db: Database, source: { id: number; location: string }): PairWriter {
  const id = <P extends unknown[]>(sql: string) => db.prepare<P, number>(sql).pluck() as Statement<P, number>;
  const findImage = id<[Buffer]>('SELECT id FROM image WHERE sha256 = ?');
  const addImage = id<[Buffer, string, number, number, number]>(
    'INSERT INTO image (sha256, format, width, height, size) VALUES (?, ?, ?, ?, ?) RETURNING id',
  );
  const addBytes = db.prepare('INSERT INTO image_bytes (image_id, bytes) VALUES (?, ?)');
  const findPhoto = id<[string, string]>(
    `SELECT photo.id FROM source JOIN photo ON source_id = source.id
     WHERE location = ? AND photo.key = ? ORDER BY photo.id LIMIT 1`,
  );
  const addPhoto = id<[number, string]>('INSERT INTO photo (source_id, key) VALUES (?, ?) RETURNING id');
  const findPair = id<[number, number]>(
    'SELECT id FROM pair WHERE ifnull(lr_image_id, 0) = ? AND ifnull(hr_image_id, 0) = ?',
  );
  const addPair = id<[object]>(
    `INSERT INTO pair (lr_image_id, hr_image_id, photo_id, source_id, source_key, name, subset, origin,
       direction_proposed)
     VALUES (:lrImageId, :hrImageId, :photoId, :sourceId, :sourceKey, :name, :subset, :origin, :directionProposed)
     RETURNING id`,
  );
  const addSkipped = db.prepare(
    `INSERT INTO skipped_item (source_id, key, code, reason, data, sentence) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET code = excluded.code, reason = excluded.reason, data = excluded.data,
       sentence = excluded.sentence`,
  );
  const addKnown = db.prepare(
    `INSERT INTO known_item (source_id, key, pair_id, difference) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET pair_id = excluded.pair_id, difference = excluded.difference`,
  );
  return {
    image({ sha256, bytes, facts }) {
      const known = findImage.get(sha256);
      if (known !== undefined) return known;
      if (!facts) throw new Error(`the image ${sha256.toString('hex')} has vanished from the project`);
      const added = addImage.get(sha256, facts.format, facts.width, facts.height, bytes.length) as number;
      addBytes.run(added, bytes);
      return added;
    },
    photo: (key) => findPhoto.get(source.location, key) ?? (addPhoto.get(source.id, key) as number),
    pairOf: (lrImageId, hrImageId) => findPair.get(lrImageId ?? 0, hrImageId ?? 0),
    addPair: (pair) => addPair.get({ ...pair, sourceId: source.id }) as number,
    skip: (key, { code, reason, data, sentence }) =>
      addSkipped.run(source.id, key, code, reason, JSON.stringify(data), sentence),
    known: (key, pairId, difference) => addKnown.run(source.id, key, pairId, JSON.stringify(difference)),
  };
}
