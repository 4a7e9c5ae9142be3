import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { ElectronApplication } from 'playwright-core';

/** A project that takes no more labels, and a desktop that asks what then. */

/** From now on the project refuses every edit of a label, as a full disk would. */
export const refuseEdits = (folder: string): void =>
  inDatabase(folder, (db) => {
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON label_event BEGIN SELECT raise(ABORT, 'refused'); END");
  });

export const allowEdits = (folder: string): void =>
  inDatabase(folder, (db) => {
    db.exec('DROP TRIGGER refuse');
  });

export const transcriptionsOf = (folder: string): unknown[] =>
  inDatabase(folder, (db) => db.prepare('SELECT transcription FROM label').pluck().all());

function inDatabase<T>(folder: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(folder, 'project.sqlite'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Answers the question about unsaved labels in a person's stead; gives how often it was asked since. */
export async function answerUnsaved(
  electron: ElectronApplication,
  { discard }: { discard: boolean },
): Promise<() => Promise<number>> {
  await electron.evaluate(
    ({ dialog }, answer) => {
      Object.assign(globalThis, { asked: 0 });
      dialog.showMessageBoxSync = () => {
        (globalThis as unknown as { asked: number }).asked++;
        return answer;
      };
    },
    discard ? 0 : 1,
  );
  return () => electron.evaluate(() => (globalThis as unknown as { asked: number }).asked);
}

/** As a person clicks its cross. */
export const closeWindow = (electron: ElectronApplication): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => {
    // In a turn of its own: the driver would wait for an answer from a window that is gone.
    setTimeout(() => BrowserWindow.getAllWindows()[0]?.close());
  });
