import type { Label } from '../../../../electron/contract/label.ts';
import { EMPTY_LABEL } from '../../../../electron/contract/label.ts';
import { type Database, openInMemory } from '../../../../electron/core/db/connection.ts';

export interface PairFixture {
  name?: string;
  subset?: string;
  /** Crops of one photo name the same. */
  photo?: string;
  /** Content of the images, by which equal ones are one. `null` for none. */
  lr?: string | null;
  hr?: string | null;
  lrSize?: readonly [width: number, height: number];
  hrSize?: readonly [width: number, height: number];
  origin?: object;
  label?: Partial<Label>;
}

/** A project in memory with these pairs, numbered from 1, as an import leaves them. */
export function projectWith(pairs: readonly PairFixture[]): Database {
  const db = openInMemory();
  addPairs(db, pairs);
  return db;
}

/** Adds pairs as an import does: images, photo, pair, and a label of the first pass with its event. */
export function addPairs(db: Database, pairs: readonly PairFixture[]): void {
  db.exec(`INSERT INTO source (id, kind, location, fingerprint, started_at) VALUES (1, 'folder', '/pairs', 'f', '2026')
    ON CONFLICT DO NOTHING; INSERT INTO annotator (id, name) VALUES (1, 'import') ON CONFLICT DO NOTHING;`);
  const first = db.prepare<[], number>('SELECT ifnull(max(id), 0) + 1 FROM pair').pluck().get() as number;
  pairs.forEach((pair, i) => addPair(db, first + i, pair));
}

function addPair(db: Database, id: number, pair: PairFixture): void {
  const photo = db
    .prepare<[string], number>(
      'INSERT INTO photo (source_id, key) VALUES (1, ?) ON CONFLICT DO UPDATE SET key = key RETURNING id',
    )
    .pluck()
    .get(pair.photo ?? `photo ${id}`);
  db.prepare(
    `INSERT INTO pair (id, lr_image_id, hr_image_id, photo_id, source_id, source_key, name, subset, origin)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)`,
  ).run(
    id,
    addImage(db, pair.lr === undefined ? `lr ${id}` : pair.lr, pair.lrSize ?? [64, 16]),
    addImage(db, pair.hr === undefined ? `hr ${id}` : pair.hr, pair.hrSize ?? [128, 32]),
    photo,
    `key ${id}`,
    pair.name ?? `crop ${id}`,
    pair.subset ?? '',
    pair.origin ? JSON.stringify(pair.origin) : null,
  );
  const said = pair.label ?? {};
  const before = Object.fromEntries(Object.keys(said).map((field) => [field, EMPTY_LABEL[field as keyof Label]]));
  const { lastInsertRowid: eventId } = db
    .prepare(
      `INSERT INTO label_event (pair_id, pass, annotator_id, at, kind, before, after, action_id)
       VALUES (?, 1, 1, '2026-11-22T00:00:00.000Z', 'import', ?, ?, ?)`,
    )
    .run(id, JSON.stringify(before), JSON.stringify(said), id);
  const label = { ...EMPTY_LABEL, ...said };
  db.prepare(
    `INSERT INTO label VALUES (:id, 1, :direction, :transcription, :illegible, :difficulty, :focalLengthLr, :focalLengthHr,
       :notes, :tags, :status, :eventId)`,
  ).run({ ...label, id, eventId, illegible: Number(label.illegible), tags: JSON.stringify(label.tags) });
  for (const tag of label.tags) db.prepare('INSERT INTO label_tag (tag, pair_id) VALUES (?, ?)').run(tag, id);
  if (label.transcription) {
    db.prepare('INSERT INTO transcription_search (rowid, transcription) VALUES (?, ?)').run(id, label.transcription);
  }
}

function addImage(db: Database, content: string | null, [width, height]: readonly [number, number]): number | null {
  if (content === null) return null;
  const bytes = Buffer.from(content);
  const sha256 = Buffer.alloc(32);
  bytes.copy(sha256);
  const known = db.prepare<[Buffer], number>('SELECT id FROM image WHERE sha256 = ?').pluck().get(sha256);
  if (known !== undefined) return known;
  const { lastInsertRowid } = db
    .prepare(`INSERT INTO image (sha256, format, width, height, size) VALUES (?, 'png', ?, ?, ?)`)
    .run(sha256, width, height, bytes.length);
  db.prepare('INSERT INTO image_bytes (image_id, bytes) VALUES (?, ?)').run(lastInsertRowid, bytes);
  return Number(lastInsertRowid);
}
