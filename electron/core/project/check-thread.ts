import { setTimeout } from 'node:timers/promises';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { serveThread } from '../../../models/base/serve-thread.ts';
import type { LabelChanges } from '../../contract/label.ts';
import { type Database, openDatabase } from '../db/connection.ts';
import type { JournalEntry } from '../db/journal-line.ts';
import { hasJournaledLabel } from '../db/queries/journaled-labels.ts';
import { labelEventState } from '../db/queries/project-facts.ts';
import { readJournal } from '../db/read-journal.ts';
import type { CheckReport } from '../../contract/project.ts';
import { checkProject } from './check.ts';
import type { FileCheck, FileCheckRequest } from './check-file.ts';

// The thread that `checkFile` starts: checks one database file and says what it found.
serveThread<FileCheckRequest, FileCheck>((request) =>
  check(request).catch((error: unknown) => {
    throw asProblem(error, request.file, 'read');
  }),
);

async function check({ file, journal }: FileCheckRequest): Promise<FileCheck> {
  let db: Database;
  try {
    db = openDatabase(file, { readOnly: true });
  } catch (error) {
    const problem = asProblem(error, file, 'read');
    if (problem.code !== 'file-damaged' && problem.code !== 'not-a-project') throw problem;
    return { report: damaged(problem), contents: null };
  }
  try {
    const report = checkProject(db);
    if (report.ok && journal !== undefined) await compareWithJournal(db, journal, report);
    return { report, contents: report.ok ? labelEventState(db) : null };
  } finally {
    db.close();
  }
}

const damaged = (problem: Problem): CheckReport => ({
  ok: false,
  faults: [{ check: 'file', problem: problem.toData() }],
  notes: [],
  imagesChecked: 0,
});

/** An action is journaled before it is committed: what is not there yet is looked for again after so long. */
const COMMIT_MS = 2000;

async function compareWithJournal(db: Database, folder: string, report: CheckReport): Promise<void> {
  const reading = { damaged: 0 };
  const absent: [JournalEntry, pairId: number, after: LabelChanges][] = [];
  for await (const entry of readJournal(folder, reading)) {
    for (const { after, pairs } of entry.sets) {
      for (const [pairId] of pairs)
        if (!hasJournaledLabel(db, entry, pairId, after)) absent.push([entry, pairId, after]);
    }
  }
  if (absent.length > 0) await setTimeout(COMMIT_MS);
  const missing = absent.filter(([entry, pairId, after]) => !hasJournaledLabel(db, entry, pairId, after)).length;
  if (missing > 0) {
    report.ok = false;
    const problem = new Problem('journal-labels-missing', { labels: missing });
    report.faults.push({ check: 'journal', problem: problem.toData() });
  }
  if (reading.damaged > 0) {
    const problem = new Problem('journal-lines-damaged', { lines: reading.damaged });
    report.notes.push({ check: 'journal', problem: problem.toData() });
  }
}
