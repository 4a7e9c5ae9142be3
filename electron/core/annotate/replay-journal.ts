import { EMPTY_LABEL } from '../../contract/label.ts';
import type { Database } from '../db/connection.ts';
import type { JournalEntry } from '../db/journal-line.ts';
import { annotatorIdOf, nextActionId } from '../db/queries/imported-labels.ts';
import {
  actionFacts,
  eventOfAction,
  hasJournaledLabel,
  journaledAction,
  pairFingerprint,
  pairsByFingerprint,
} from '../db/queries/journaled-labels.ts';
import { topOfStack } from '../db/queries/label-log.ts';
import { readLabel } from '../db/queries/labels.ts';
import { inTransaction } from '../db/transaction.ts';
import { record } from './labels.ts';

/** Labels are counted once for each action on them. */
export interface Replayed {
  /** Labels that the database did not have. */
  replayed: number;
  /** Labels of pairs that it does not have. */
  left: number;
}

/** Entries in one transaction. */
const ENTRIES_A_TURN = 500;

/**
 * Brings the label actions of a journal into a database that lacks them, with their history and what can be undone; those
 * that it has are passed over, so it can be done again. Pairs are known by their pictures where their numbers differ. Throws
 * what `inTransaction` throws.
 */
export async function replayJournal(db: Database, entries: AsyncIterable<JournalEntry>): Promise<Replayed> {
  const replay = new Replay(db);
  let turn: JournalEntry[] = [];
  const bring = () => {
    const these = turn;
    turn = [];
    inTransaction(db, () => these.forEach((entry) => replay.bring(entry)));
  };
  for await (const entry of entries) if (turn.push(entry) >= ENTRIES_A_TURN) bring();
  bring();
  return replay.counts;
}

class Replay {
  readonly counts: Replayed = { replayed: 0, left: 0 };
  readonly #db: Database;
  /** Numbers that an action got here, where another one has its own. */
  readonly #renumbered = new Map<number, { at: string; actionId: number }>();
  #byPictures: Map<string, number> | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  bring(entry: JournalEntry): void {
    const db = this.#db;
    const { kind, pass, at } = entry;
    const author = { annotatorId: annotatorIdOf(db, entry.by), pass };
    const actionId = this.#numberOf(entry);
    // All events of an edit lie on the same one, also those of its later lines.
    const baseActionId = kind === 'edit' ? (actionFacts(db, actionId)?.baseActionId ?? topOfStack(db, author)) : null;
    const edit = entry.target === null ? undefined : (this.#renumbered.get(entry.target)?.actionId ?? entry.target);
    for (const { after, pairs } of entry.sets) {
      for (const [number, fingerprint] of pairs) {
        const pairId = this.#pairOf(number, fingerprint);
        if (pairId === undefined) {
          this.counts.left++;
          continue;
        }
        if (hasJournaledLabel(db, entry, pairId, after)) continue;
        const before = readLabel(db, pairId, pass) ?? EMPTY_LABEL;
        const targetEventId = edit === undefined ? null : (eventOfAction(db, edit, pairId, pass) ?? null);
        record(db, { ...author, pairId, at, kind, actionId, targetEventId, baseActionId }, before, after);
        this.counts.replayed++;
      }
    }
  }

  #numberOf(entry: JournalEntry): number {
    const { action, at } = entry;
    const known = this.#renumbered.get(action);
    if (known?.at === at) return known.actionId;
    const there = actionFacts(this.#db, action);
    const isItsOwn = !there || there.at === at;
    const actionId = isItsOwn ? action : (journaledAction(this.#db, entry) ?? nextActionId(this.#db));
    this.#renumbered.set(action, { at, actionId });
    return actionId;
  }

  #pairOf(number: number, fingerprint: string): number | undefined {
    if (pairFingerprint(this.#db, number) === fingerprint) return number;
    this.#byPictures ??= pairsByFingerprint(this.#db);
    return this.#byPictures.get(fingerprint);
  }
}
