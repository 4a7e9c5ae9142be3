import type { Database } from '../../../../../electron/core/db/connection.ts';

const QUERIES = {
  images: 'SELECT id, hex(sha256) AS sha256, format, width, height, size FROM image ORDER BY id',
  bytes: 'SELECT image_id, hex(bytes) AS bytes FROM image_bytes ORDER BY image_id',
  photos: 'SELECT id, source_id, key FROM photo ORDER BY id',
  pairs: 'SELECT * FROM pair ORDER BY id',
  labels: 'SELECT * FROM label ORDER BY pair_id, pass',
  tags: 'SELECT * FROM label_tag ORDER BY pass, tag, pair_id',
  events: 'SELECT id, pair_id, pass, annotator_id, kind, before, after, action_id FROM label_event ORDER BY id',
  search: 'SELECT rowid FROM transcription_search ORDER BY rowid',
  found: 'SELECT rowid FROM transcription_search WHERE transcription_search MATCH \'"caf\u00e9"\' ORDER BY rowid',
  sources: 'SELECT id, location, fingerprint, cursor, imported, known, skipped FROM source ORDER BY id',
  skipped: 'SELECT * FROM skipped_item ORDER BY source_id, key',
  known: 'SELECT * FROM known_item ORDER BY source_id, key',
};

/** Everything an import writes, but for the times at which it did. */
export const contentOf = (db: Database): Record<keyof typeof QUERIES, unknown[]> =>
  Object.fromEntries(Object.entries(QUERIES).map(([name, sql]) => [name, db.prepare(sql).all()])) as never;
