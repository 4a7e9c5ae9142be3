import { type Database, openInMemory } from '../../../../../electron/core/db/connection.ts';
import { SECOND_PASS_ROWS } from '../../../../../electron/core/db/queries/labels.ts';

const WORDS = ['Hotel', 'Café', 'PIER', 'straße', 'Σίσυφος', '字幕', 'exit', 'the', 'No "Entry"', '1899'];

/** A project of `count` pairs in which every filter finds some, written in one go. A tenth has a second pass. */
export function manyPairs(count: number): Database {
  const db = openInMemory();
  db.function('words', (i) => {
    const n = Number(i);
    return n % 50 === 7 ? 'ab' : `${WORDS[n % WORDS.length] ?? ''} ${WORDS[(n * 7 + 3) % WORDS.length] ?? ''} ${n}`;
  });
  const each = (most: number) => `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})`;
  db.exec(`
    INSERT INTO source (id, kind, location, fingerprint, started_at) VALUES (1, 'folder', '/pairs', 'f', '2026');
    INSERT INTO annotator (id, name) VALUES (1, 'import'), (2, 'Ann'), (3, 'Bo');
    ${each(Math.ceil(count / 5))} INSERT INTO photo (id, source_id, key, split) SELECT i, 1, 'photo ' || i,
      CASE i % 10 WHEN 0 THEN 'test' WHEN 1 THEN 'validation' WHEN 2 THEN NULL ELSE 'train' END FROM n;
    ${each(2 * count)} INSERT INTO image (id, sha256, format, width, height, size)
      SELECT i, CAST(printf('%032d', i) AS BLOB), 'png', 128 - 64 * (i % 2), 32 - 16 * (i % 2), 1 FROM n;
    ${each(count)} INSERT INTO pair (id, lr_image_id, hr_image_id, photo_id, source_id, source_key, name, subset, uncertainty)
      SELECT i, 2 * i - 1, 2 * i, (i + 4) / 5, 1, 'key ' || i,
        iif(i % 5 = 0, 'zz', '') || 'crop ' || (i * 7919 % ${count} / 2),
        CASE i % 9 WHEN 0 THEN 'easy' WHEN 1 THEN 'hard' ELSE 'train' END,
        iif(i % 3 = 0, -1, (i * 7919 % 100) / 100.0) FROM n;
    INSERT INTO label_event (pair_id, pass, annotator_id, at, kind, before, after, action_id)
      SELECT id, 1, 1, '2026', 'import', '{}', '{}', 1 FROM pair;
    INSERT INTO label (pair_id, pass, direction, transcription, illegible, difficulty, focal_length_lr, focal_length_hr,
        tags, status, last_event_id)
      SELECT id, 1, CASE id % 7 WHEN 0 THEN NULL WHEN 1 THEN 'vp' WHEN 2 THEN 'vn' ELSE 'h' END,
        CASE WHEN id % 4 = 0 THEN NULL WHEN id % 100 = 1 THEN '' ELSE words(id) END, id % 97 = 0,
        CASE WHEN id % 11 = 0 THEN 'hard' WHEN id % 3 = 0 THEN 'easy' END,
        iif(id % 2, 24 + id % 200, NULL), iif(id % 2, 48 + id % 400, NULL), CASE WHEN id % 20 = 0 THEN '["glare"]' WHEN id % 199 = 0 THEN '["rare"]' ELSE '[]' END,
        CASE WHEN id % 50 = 0 THEN 'rejected' WHEN id % 10 = 0 THEN 'done' WHEN id % 10 = 1 THEN 'in-progress' ELSE 'new' END,
        id FROM pair;
    INSERT INTO label_annotator SELECT 2, 1, id FROM pair WHERE id % 6 = 0;
    INSERT INTO label_event (pair_id, pass, annotator_id, at, kind, before, after, action_id, base_action_id)
      SELECT id, 2, 3, '2026', 'edit', '{}', '{}', 1 + id, 0 FROM pair WHERE id % 10 = 3;
    INSERT INTO label (pair_id, pass, direction, transcription, tags, status, last_event_id)
      SELECT pair_id, 2, iif(pair_id % 3 = 0, 'td', NULL), words(pair_id + 1), '["glare"]', 'done', id
      FROM label_event WHERE pass = 2;
    INSERT INTO label_annotator SELECT 3, 2, pair_id FROM label_event WHERE pass = 2;
    INSERT INTO label_tag (pass, tag, pair_id) SELECT pass, value, pair_id FROM label, json_each(tags);
    INSERT INTO transcription_search (rowid, transcription)
      SELECT pair_id + iif(pass = 2, ${SECOND_PASS_ROWS}, 0), transcription FROM label WHERE transcription <> '';
    INSERT INTO finding ("check", pair_id, detail) SELECT 'blur', id, '{}' FROM pair WHERE id % 30 = 0;
  `);
  return db;
}
