import type { Database } from './connection.ts';
import { journalOf } from './label-journal.ts';
import { asDatabaseProblem } from './sqlite-problem.ts';

/**
 * Runs `work` in one transaction that is on the disk when this returns (within a transaction of the caller: when that one
 * ends), its label actions in the journal too; nothing of it remains when `work` throws. Throws Problems of `work`, and
 * `disk-full`, `not-writable`, `in-use`, `file-damaged`.
 */
export function inTransaction<T>(db: Database, work: () => T): T {
  try {
    return db.inTransaction ? nested(db, work) : outermost(db, work);
  } catch (error) {
    throw asDatabaseProblem(error, db.name);
  }
}

function nested<T>(db: Database, work: () => T): T {
  const journal = journalOf(db);
  const mark = journal?.mark ?? 0;
  try {
    return db.transaction(work).immediate();
  } catch (error) {
    journal?.forget(mark);
    throw error;
  }
}

function outermost<T>(db: Database, work: () => T): T {
  const journal = journalOf(db);
  if (!journal) return db.transaction(work).immediate();
  try {
    const result = db
      .transaction(() => {
        const done = work();
        journal.write();
        return done;
      })
      .immediate();
    journal.committed();
    return result;
  } catch (error) {
    journal.takeBack();
    throw error;
  }
}
