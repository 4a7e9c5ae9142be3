import type { Migration } from '../../../../electron/core/db/migrate.ts';
import { FORMAT_VERSION } from '../../../../electron/core/db/connection.ts';

/** Fills a table with `rows` of 100 bytes: the more rows, the longer there is to kill it in the middle. */
export const slowMigration = (rows: number): Migration => ({
  version: FORMAT_VERSION + 1,
  sql: `
    CREATE TABLE bulk (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO bulk SELECT i, printf('%.*c', 100, 'x') FROM n;
    ALTER TABLE annotator ADD COLUMN note TEXT;`,
});
