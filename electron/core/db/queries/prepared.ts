import type { Statement } from 'better-sqlite3';
import type { Database } from '../connection.ts';

const statements = new WeakMap<Database, Map<string, Statement>>();

/** The statement of that text, prepared once a connection. */
export function prepared<P extends unknown[] | object, R = unknown>(
  db: Database,
  sql: string,
): Statement<P extends unknown[] ? P : [P], R> {
  let known = statements.get(db);
  if (!known) statements.set(db, (known = new Map<string, Statement>()));
  let statement = known.get(sql);
  if (!statement) known.set(sql, (statement = db.prepare(sql)));
  return statement as Statement<P extends unknown[] ? P : [P], R>;
}
