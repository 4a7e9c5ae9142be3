import type { Database } from 'better-sqlite3';

export interface Migration {
  /** 1, 2, 3 … without a gap. */
  readonly version: number;
  readonly sql: string;
}

/**
 * Brings the schema from `user_version` to the last of `migrations`, each in a transaction of its own together with its
 * number, so that a crash leaves one version or the next. Foreign keys are off while tables are rebuilt and checked
 * before each commit. `beforeEach` is awaited first, outside any transaction. Throws what SQLite throws.
 */
export async function migrate(
  db: Database,
  migrations: readonly Migration[],
  beforeEach: (migration: Migration) => Promise<void>,
): Promise<void> {
  for (const migration of migrations) {
    if (migration.version <= schemaVersion(db)) continue;
    await beforeEach(migration);
    applyMigration(db, migration);
  }
}

/** One migration, or nothing where another process was quicker. */
export function applyMigration(db: Database, { version, sql }: Migration): void {
  // Cannot be switched within a transaction.
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      if (schemaVersion(db) >= version) return;
      db.exec(sql);
      const broken = db.pragma('foreign_key_check') as { table: string }[];
      if (broken.length > 0) throw new Error(`migration ${version} leaves dangling references in ${broken[0]?.table}`);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

export const schemaVersion = (db: Database): number => db.pragma('user_version', { simple: true }) as number;
