import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../../../electron/core/db/migrate.ts';
import { MIGRATIONS } from '../../../../../electron/core/db/migrations/migrations.ts';
import { skippedItems } from '../../../../../electron/core/db/queries/import-sources.ts';
import { problemSchema } from '../../../../../electron/contract/problem.ts';

const none = () => Promise.resolve();

test('what an earlier version left out keeps its sentence and its cure', async () => {
  const db = new BetterSqlite3(':memory:');
  await migrate(
    db,
    MIGRATIONS.filter(({ version }) => version < 6),
    none,
  );
  db.exec(`
    INSERT INTO source (id, kind, location, fingerprint, started_at) VALUES (1, 'folder', '/set', 'x', '2026-01-01');
    INSERT INTO skipped_item (source_id, key, code, sentence, cure)
      VALUES (1, 'a.png', 'image-damaged', 'It “is” damaged.', 'Copy it again.')`);
  await migrate(db, MIGRATIONS, none);
  const [skipped] = skippedItems(db, 1);
  expect(skipped).toEqual({
    key: 'a.png',
    problem: {
      code: 'image-damaged',
      reason: 'said',
      data: { sentence: 'It “is” damaged.', cure: 'Copy it again.' },
      sentence: 'It “is” damaged.',
    },
  });
  expect(problemSchema.parse(skipped?.problem)).toEqual(skipped?.problem);
  db.close();
});
