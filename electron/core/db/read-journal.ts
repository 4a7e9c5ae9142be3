import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { asProblem } from '../../../models/base/problem.ts';
import { entryOfLine, type JournalEntry, numberOfJournalFile } from './journal-line.ts';

export interface JournalReading {
  /** Lines that could not be read, but for torn ones at the end of a file, which were never acknowledged. */
  damaged: number;
}

/**
 * The actions of all journal files in a folder, in the order in which they were made. Damaged lines are left out and counted
 * in `reading`. Throws `not-readable`.
 */
export async function* readJournal(
  folder: string,
  reading: JournalReading = { damaged: 0 },
): AsyncGenerator<JournalEntry, void, void> {
  for (const path of await journalFiles(folder)) yield* readJournalFile(path, reading);
}

/** The files of a journal, the oldest first. */
export async function journalFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw asProblem(error, folder, 'read');
  });
  return names
    .flatMap((name) => {
      const number = numberOfJournalFile(name);
      return number === undefined ? [] : [{ path: join(folder, name), number }];
    })
    .sort((a, b) => a.number - b.number)
    .map(({ path }) => path);
}

/** As `readJournal`, of one file. */
export async function* readJournalFile(
  path: string,
  reading: JournalReading = { damaged: 0 },
): AsyncGenerator<JournalEntry, void, void> {
  const input = createReadStream(path);
  try {
    let torn = 0;
    for await (const line of createInterface({ input, crlfDelay: 0 })) {
      const entry = entryOfLine(line);
      if (entry) {
        reading.damaged += torn;
        torn = 0;
        yield entry;
      } else torn++;
    }
    // One line at the end may be torn by a crash; more than one is damage.
    reading.damaged += Math.max(0, torn - 1);
  } catch (error) {
    throw asProblem(error, path, 'read');
  } finally {
    input.destroy();
  }
}
