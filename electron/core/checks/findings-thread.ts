import { serveThread } from '../../../models/base/serve-thread.ts';
import type { KeptCheck } from '../db/check-names.ts';
import { openDatabase } from '../db/connection.ts';
import type { Finding } from '../db/queries/checks.ts';
import type { CheckOptions } from './check-state.ts';
import { nearHashes } from './near-hashes.ts';
import { findingsFor } from './refresh.ts';

/** What the thread of a quality check is given. */
export interface FindingsInput {
  /** The database file that is read. */
  file: string;
  check: KeptCheck;
  options: CheckOptions;
}

/** Told at a time, so that whoever takes them is never held long. */
const AT_A_TIME = 500;

// The thread in which a quality check looks for its findings, with a connection of its own. They come as progress.
serveThread<FindingsInput, null, Finding[]>(({ file, check, options }, { onProgress }) => {
  const db = openDatabase(file, { readOnly: true });
  try {
    const found = findingsFor(db, check, options, nearHashes);
    for (let at = 0; at < found.length; at += AT_A_TIME) onProgress(found.slice(at, at + AT_A_TIME));
    return null;
  } finally {
    db.close();
  }
});
