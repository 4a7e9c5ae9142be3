import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolderNow } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import type { Database } from './connection.ts';
import { type JournalEntry, journalFileName, journalLine, numberOfJournalFile } from './journal-line.ts';
import { actionOfEvent, annotatorName, pairFingerprint } from './queries/journaled-labels.ts';
import type { NewEvent } from './queries/label-log.ts';

/** Pairs on a line at most. */
const PAIRS_A_LINE = 1000;
/** SQLite's `synchronous=NORMAL`: commits that are not synced, because a later one is. */
const NORMAL = 1;

/**
 * Label actions once more, outside the database: text files that are only ever appended to, so that labels come back even
 * when the database and its log are lost. An action's lines are written and synced within its transaction, before the
 * commit: what is acknowledged is in both. Every run that labels begins a file of its own, and so none is ever written to
 * behind a line that a crash tore.
 */
export class LabelJournal {
  readonly #folder: string;
  readonly #db: Database;
  #noted: NewEvent[] = [];
  #file: { path: string; fd: number; committed: number; written: number } | undefined;
  #isUnsynced = false;

  /** `folder` is made with the first label. */
  constructor(db: Database, folder: string) {
    this.#db = db;
    this.#folder = folder;
  }

  /** Of the file that is written to now. */
  get current(): string | undefined {
    return this.#file?.path;
  }

  note(event: NewEvent): void {
    this.#noted.push(event);
  }

  /** Where `forget` goes back to. */
  get mark(): number {
    return this.#noted.length;
  }

  /** Drops what was noted since, whose savepoint was rolled back. */
  forget(mark: number): void {
    this.#noted.length = mark;
  }

  /** Writes what was noted, at the end of its transaction. Throws `disk-full`, `not-writable`. */
  write(): void {
    const noted = this.#noted;
    this.#noted = [];
    try {
      if (noted.length > 0) this.#append(linesOf(this.#db, noted));
      if (!this.#file || (noted.length === 0 && !this.#isUnsynced)) return;
      this.#isUnsynced = this.#db.pragma('synchronous', { simple: true }) === NORMAL;
      if (!this.#isUnsynced) fsyncSync(this.#file.fd);
    } catch (error) {
      throw journalProblem(error, this.#file?.path ?? this.#folder);
    }
  }

  committed(): void {
    if (this.#file) this.#file.committed = this.#file.written;
  }

  /** The transaction was rolled back: what it wrote is cut off again. */
  takeBack(): void {
    this.#noted = [];
    if (!this.#file || this.#file.written === this.#file.committed) return;
    try {
      ftruncateSync(this.#file.fd, this.#file.committed);
      this.#file.written = this.#file.committed;
    } catch {
      // Whatever stands at the end of it, the next action begins another file.
      this.close();
    }
  }

  /** The next action begins a new file. */
  close(): void {
    if (this.#file) closeSync(this.#file.fd);
    this.#file = undefined;
  }

  #append(lines: string): void {
    this.#file ??= newFile(this.#folder);
    const bytes = Buffer.from(lines, 'utf8');
    for (let at = 0; at < bytes.length;) {
      const written = writeSync(this.#file.fd, bytes, at, bytes.length - at, this.#file.written);
      at += written;
      this.#file.written += written;
    }
  }
}

function newFile(folder: string) {
  mkdirSync(folder, { recursive: true });
  const latest = Math.max(0, ...readdirSync(folder).map((name) => numberOfJournalFile(name) ?? 0));
  const path = join(folder, journalFileName(latest + 1));
  const fd = openSync(path, 'wx');
  syncFolderNow(folder);
  syncFolderNow(dirname(folder));
  return { path, fd, committed: 0, written: 0 };
}

/** Lines for events of any number of actions, in their order; pairs that an action says the same of stand together. */
function linesOf(db: Database, noted: readonly NewEvent[]): string {
  const entries: JournalEntry[] = [];
  let latest: { key: string; entry: JournalEntry; sets: Map<string, JournalEntry['sets'][number]> } | undefined;
  let pairs = 0;
  for (const { actionId, pairId, kind, pass, at, annotatorId, targetEventId, after } of noted) {
    const target = targetEventId === null ? null : (actionOfEvent(db, targetEventId) ?? null);
    const key = JSON.stringify([actionId, kind, pass, annotatorId, target]);
    if (latest?.key !== key || pairs >= PAIRS_A_LINE) {
      const entry = { action: actionId, kind, by: annotatorName(db, annotatorId), pass, at, target, sets: [] };
      entries.push(entry);
      latest = { key, entry, sets: new Map() };
      pairs = 0;
    }
    const said = JSON.stringify(after);
    let set = latest.sets.get(said);
    if (!set) {
      latest.sets.set(said, (set = { after, pairs: [] }));
      latest.entry.sets.push(set);
    }
    set.pairs.push([pairId, pairFingerprint(db, pairId)]);
    pairs++;
  }
  return entries.map(journalLine).join('');
}

function journalProblem(error: unknown, path: string): Problem {
  const why = asProblem(error, path);
  const { code } = why;
  return new Problem(
    code === 'disk-full' ? 'journal-disk-full' : 'journal-not-writable',
    { why: why.toData() },
    { code, cause: error },
  );
}

const JOURNALS = new WeakMap<Database, LabelJournal>();

/** From now on every label action of this connection is journaled in a folder. */
export function keepJournal(db: Database, folder: string): LabelJournal {
  const journal = new LabelJournal(db, folder);
  JOURNALS.set(db, journal);
  return journal;
}

/** A connection's journal, where it keeps one. */
export const journalOf = (db: Database): LabelJournal | undefined => JOURNALS.get(db);
