import type { Database } from './connection.ts';

/** Above this size only pages and records are looked at, not whether every index agrees with its table. */
const THOROUGH_BYTES = 1024 ** 3;
const MOST_FAULTS = 20;

/** What SQLite finds wrong with the file, in its words; empty when it is sound. */
export function integrityFaults(db: Database): string[] {
  return faultsOf(db, 'integrity_check');
}

/** The same without comparing indexes with tables, in a quarter of the time: damage of pages and records. */
export function pageFaults(db: Database): string[] {
  return faultsOf(db, 'quick_check');
}

/**
 * What SQLite finds after an unclean exit, when a person waits for the project to open: in full up to 1 GB, above it without
 * comparing indexes with tables, which takes minutes there and finds nothing that a lost process could have done.
 */
export function faultsAfterUncleanExit(db: Database): string[] {
  const pages = db.pragma('page_count', { simple: true }) as number;
  const pageSize = db.pragma('page_size', { simple: true }) as number;
  return faultsOf(db, pages * pageSize > THOROUGH_BYTES ? 'quick_check' : 'integrity_check');
}

function faultsOf(db: Database, check: 'integrity_check' | 'quick_check'): string[] {
  try {
    const rows = db.pragma(`${check}(${MOST_FAULTS})`) as Record<string, string>[];
    const faults = rows.flatMap((row) => Object.values(row));
    return faults.length === 1 && faults[0] === 'ok' ? [] : faults;
  } catch (error) {
    // Damage may be such that the check itself cannot go on.
    const { code, message } = error as { code?: string; message: string };
    if (code?.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return [message];
    throw error;
  }
}

/** Rows that refer to rows which do not exist, as `TABLE row ID → PARENT`. */
export function danglingReferences(db: Database): string[] {
  const rows = db.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[];
  return rows.slice(0, MOST_FAULTS).map(({ table, rowid, parent }) => `${table} row ${rowid ?? '?'} → ${parent}`);
}
