import { setTimeout } from 'node:timers/promises';
import { serveThread } from '../../../models/base/serve-thread.ts';
import { openDatabase } from './connection.ts';

const EVERY_MS = 200;

// The thread that folds the log of a database file into it again and again until it has to stop.
serveThread<string, null>(async (file, { signal }) => {
  const db = openDatabase(file);
  try {
    for (;;) {
      const isLast = signal.aborted;
      // Passive: waits for nobody, and nobody waits for it.
      db.pragma('wal_checkpoint(PASSIVE)');
      if (isLast) return null;
      await setTimeout(EVERY_MS, undefined, { signal }).catch(() => undefined); // ended
    }
  } finally {
    db.close();
  }
});
