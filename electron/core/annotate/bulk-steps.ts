import type { LabelChanges } from '../../contract/label.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { Database } from '../db/connection.ts';
import { nextActionId } from '../db/queries/imported-labels.ts';
import {
  authorOfAction,
  type Author,
  fieldsSetSince,
  latestEventId,
  latestEventsOf,
  standingEventsOf,
} from '../db/queries/label-log.ts';
import { noteUnfinished, noteWithdrawn } from '../db/queries/sliced-actions.ts';
import { type Edit, getLabel, newEdit, newlySaid, record } from './labels.ts';
import { conflictOf, nextStep, type Reversal, reversalOf, reverse, type StepKind } from './undo.ts';

/**
 * Actions on many pairs, as generators that deal with one pair between two yields, so that whoever drives them may commit
 * and let others write there. The first write notes the action as unfinished, in its own transaction.
 */
export type Steps<R> = Generator<undefined, R, void>;

/** What was written so far. */
export interface Written {
  actionId: number | undefined;
  pairs: number;
}

/** Throws `not-found` for a number of no pair. Writes nothing. */
export function* checkPairs(db: Database, { pairIds, pass }: Edit): Steps<void> {
  for (const pairId of pairIds) {
    getLabel(db, pairId, pass);
    yield;
  }
}

/** As `setLabel`, with changes and annotator in their stored form. What others set since the first step is left to them. */
export function* editing(db: Database, { pairIds, changes, annotator, pass }: Edit, written: Written): Steps<void> {
  const begun = latestEventId(db);
  let made: ReturnType<typeof newEdit> | undefined;
  for (const pairId of pairIds) {
    const before = getLabel(db, pairId, pass);
    const said = newlySaid(before, without(changes, fieldsSetSince(db, pairId, pass, begun)));
    if (said) {
      if (!made) {
        made = newEdit(db, annotator, pass);
        noteUnfinished(db, made.actionId);
        written.actionId = made.actionId;
      }
      record(db, { ...made, pairId }, before, said);
      written.pairs++;
    }
    yield;
  }
}

const without = (changes: LabelChanges, fields: ReadonlySet<string>): LabelChanges =>
  fields.size === 0 ? changes : Object.fromEntries(Object.entries(changes).filter(([field]) => !fields.has(field)));

/** Throws `conflict` where others have changed since what an edit set. Writes nothing. */
export function* checkReversal(
  db: Database,
  { author, edit, kind }: { author: Author; edit: number; kind: StepKind },
): Steps<void> {
  const refused: { first: Reversal | undefined; pairs: number } = { first: undefined, pairs: 0 };
  for (const event of latestEventsOf(db, edit)) {
    const reversal = reversalOf(db, author, event);
    if (reversal.conflicts.length > 0) {
      refused.first ??= reversal;
      refused.pairs++;
    }
    yield;
  }
  const { first, pairs } = refused;
  if (first) throw conflictOf(db, author, kind, { first, more: pairs - 1 });
}

/** Takes an edit back, or does it again. What others set after the check is left to them. */
export function* reversing(
  db: Database,
  { annotator, author, edit, kind }: { annotator: string; author: Author; edit: number; kind: StepKind },
  written: Written,
): Steps<void> {
  if (nextStep(db, { annotator, pass: author.pass }, kind)?.edit !== edit) {
    throw new Problem('labels-changed-meanwhile', {});
  }
  const made = { ...author, kind, actionId: nextActionId(db), at: new Date().toISOString() };
  for (const event of latestEventsOf(db, edit)) {
    if (written.actionId === undefined) noteUnfinished(db, (written.actionId = made.actionId));
    reverse(db, made, reversalOf(db, author, event));
    written.pairs++;
    yield;
  }
}

/** Takes back what is written of an action, in an action of its own that counts for no undo stack. */
export function* withdrawing(db: Database, actionId: number): Steps<void> {
  const facts = authorOfAction(db, actionId);
  if (!facts) return;
  const { annotatorId, pass } = facts;
  const kind = facts.kind === 'undo' ? ('redo' as const) : ('undo' as const);
  let made: (Author & { kind: StepKind; actionId: number; at: string }) | undefined;
  for (const event of standingEventsOf(db, actionId)) {
    if (!made) {
      made = { annotatorId, pass, kind, actionId: nextActionId(db), at: new Date().toISOString() };
      noteWithdrawn(db, made.actionId);
    }
    reverse(db, made, reversalOf(db, facts, event));
    yield;
  }
}
