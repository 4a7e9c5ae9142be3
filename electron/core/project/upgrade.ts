import type { Database } from '../db/connection.ts';
import { migrate, type Migration, schemaVersion } from '../db/migrate.ts';
import { MIGRATIONS } from '../db/migrations/migrations.ts';
import { asDatabaseProblem } from '../db/sqlite-problem.ts';
import { backupBeforeMigration } from './backups.ts';

/**
 * Brings the project's database to the newest format, with a verified backup before each step. Killed at any moment, it
 * leaves the format before the step or after it. Throws `disk-full`, `not-writable`, `file-damaged`.
 */
export async function upgrade(
  db: Database,
  folder: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  try {
    await migrate(db, migrations, async ({ version }) => {
      await backupBeforeMigration(folder, schemaVersion(db), version);
    });
  } catch (error) {
    throw asDatabaseProblem(error, db.name);
  }
}
