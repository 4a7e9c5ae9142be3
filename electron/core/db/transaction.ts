import type { Database } from './connection.ts';
import { asDatabaseProblem } from './sqlite-problem.ts';

/**
 * Runs `work` in one transaction that is on the disk when this returns (within a transaction of the caller: when that one
 * ends); nothing of it remains when `work` throws. Throws Problems of `work`, and `disk-full`, `not-writable`, `in-use`,
 * `file-damaged`.
 */
export function inTransaction<T>(db: Database, work: () => T): T {
  try {
    return db.transaction(work).immediate();
  } catch (error) {
    throw asDatabaseProblem(error, db.name);
  }
}
