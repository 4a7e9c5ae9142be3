/**
 * Why an item was left out is kept as a reason with its data, which every shell says in its own words. What was written as
 * sentences before stays as it was said.
 */
export const skippedReasons = {
  version: 6,
  sql: `
CREATE TABLE skipped_item_new (
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  sentence TEXT NOT NULL,
  PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;
INSERT INTO skipped_item_new SELECT source_id, key, code, 'said',
  json_object('sentence', sentence, 'cure', cure), sentence FROM skipped_item;
DROP TABLE skipped_item;
ALTER TABLE skipped_item_new RENAME TO skipped_item;
`,
};
