import type { Migration } from '../../electron/core/db/migrate.ts';
import { FORMAT_VERSION } from '../../electron/core/db/connection.ts';

/** Rows that it adds, and so how far it came where it was killed and not undone. */
export const SLOW_ROWS = 400_000;

/** Writes about 40 MB, which takes long enough to be killed at it. */
export const SLOW: Migration = {
  version: FORMAT_VERSION + 1,
  sql: `
    CREATE TABLE bulk (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${SLOW_ROWS})
    INSERT INTO bulk SELECT i, printf('%.*c', 100, 'x') FROM n;
    ALTER TABLE annotator ADD COLUMN note TEXT;`,
};
