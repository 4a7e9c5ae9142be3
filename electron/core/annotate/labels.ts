import type { Label, LabelChanges } from '../../contract/label.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { Database } from '../db/connection.ts';
import { annotatorIdOf, nextActionId } from '../db/queries/imported-labels.ts';
import { appendEvent, labelHistory, type NewEvent, topOfStack, pairName } from '../db/queries/label-log.ts';
import type { HistoryEntry, Pass } from '../../contract/pairs.ts';
import { readLabel, writeLabel } from '../db/queries/labels.ts';
import { recheckLabel } from '../checks/label-checks.ts';
import { normalisedChanges } from './changes.ts';
import { differingFields, fieldsOf, sameValue, withFields } from '../db/label-fields.ts';
import { journalOf } from '../db/label-journal.ts';
import { inTransaction } from '../db/transaction.ts';

/** Who labels, and in which pass. */
export interface Annotating {
  /** The person's name. */
  annotator: string;
  pass: Pass;
}

export interface Edit extends Annotating {
  /** One pair, or many that change together and are undone together. */
  pairIds: readonly number[];
  changes: LabelChanges;
  /** What the annotator saw of the fields: one that says something else by now is not overwritten. */
  expected?: LabelChanges;
}

/** What an action did. Each pair's label as it is now. */
export interface LabelAction {
  actionId: number;
  labels: ReadonlyMap<number, Label>;
}

/** The label of a pair in one pass, empty where nobody said anything in it. Throws `not-found`. */
export function getLabel(db: Database, pairId: number, pass: Pass): Label {
  const label = readLabel(db, pairId, pass);
  if (!label) throw noPair(pairId);
  return label;
}

/**
 * Changes labels in one action; it is on the disk when this returns. A pair that is still new becomes `in-progress` unless
 * the changes name a status. Gives `undefined`, and writes nothing, where every pair already says so. Throws
 * `bad-argument`, `not-found`, `conflict` where a label no longer says what was `expected` (and then changes no pair), and
 * what `inTransaction` throws.
 */
export function setLabel(db: Database, edit: Edit): LabelAction | undefined {
  const changes = normalisedChanges(edit.changes);
  const name = annotatorName(edit.annotator);
  return inTransaction(db, () => {
    const changed = [...new Set(edit.pairIds)].flatMap((pairId) => {
      const before = getLabel(db, pairId, edit.pass);
      refuseUnseen(db, pairId, { before, changes, expected: edit.expected ?? {} });
      const said = newlySaid(before, changes);
      return said ? [{ pairId, before, said }] : [];
    });
    if (changed.length === 0) return undefined;
    const made = newEdit(db, name, edit.pass);
    const labels = new Map(
      changed.map(({ pairId, before, said }) => [pairId, record(db, { ...made, pairId }, before, said)]),
    );
    return { actionId: made.actionId, labels };
  });
}

function refuseUnseen(
  db: Database,
  pairId: number,
  { before, changes, expected }: { before: Label; changes: LabelChanges; expected: LabelChanges },
): void {
  const [field] = differingFields(before, expected).filter((one) => !sameValue(before[one], changes[one]));
  if (field === undefined) return;
  throw new Problem('label-changed-unseen', { field, pair: pairId, name: pairName(db, pairId) ?? '' });
}

/** What changes add to a label, `undefined` where it says so already; a new label is begun by it. */
export function newlySaid(before: Label, changes: LabelChanges): LabelChanges | undefined {
  const fields = differingFields(before, changes);
  if (fields.length === 0) return undefined;
  const begins = before.status === 'new' && changes.status === undefined;
  return { ...fieldsOf(changes, fields), ...(begins && { status: 'in-progress' as const }) };
}

/** What all events of a new edit have in common. Within a transaction. */
export function newEdit(db: Database, annotator: string, pass: Pass) {
  const author = { annotatorId: annotatorIdOf(db, annotator), pass };
  return {
    ...author,
    actionId: nextActionId(db),
    baseActionId: topOfStack(db, author),
    at: new Date().toISOString(),
    kind: 'edit' as const,
    targetEventId: null,
  };
}

/** What quality checks read of a label; a rejected pair is not held to anything. */
const CHECKED = ['transcription', 'direction', 'status'] as const;

/**
 * Appends the event that turns `before` into what is `said`, and makes that the current label. Within a transaction of
 * `inTransaction`, which journals it.
 */
export function record(
  db: Database,
  event: Omit<NewEvent, 'before' | 'after'>,
  before: Label,
  said: LabelChanges,
): Label {
  const after = withFields(before, said);
  const fields = Object.keys(said) as (keyof Label)[];
  const whole = { ...event, before: fieldsOf(before, fields), after: said };
  const eventId = appendEvent(db, whole);
  journalOf(db)?.note(whole);
  writeLabel(db, { pairId: event.pairId, pass: event.pass, eventId }, before, after);
  if (event.pass === 1 && CHECKED.some((field) => before[field] !== after[field])) recheckLabel(db, event.pairId);
  return after;
}

/** Throws `bad-argument` for a name that says nothing. */
export function annotatorName(name: string): string {
  const plain = name.normalize('NFC').trim();
  if (plain !== '' && plain.isWellFormed()) return plain;
  throw new Problem('annotator-unnamed', {});
}

function noPair(pairId: number): Problem {
  return new Problem('no-such-pair', { pair: pairId });
}

/**
 * Who changed what of a pair's label and when, oldest first, with everything that was undone; of one pass, or of both.
 * Throws `not-found`.
 */
export function history(db: Database, pairId: number, pass?: Pass): HistoryEntry[] {
  getLabel(db, pairId, pass ?? 1);
  return labelHistory(db, pairId, pass === undefined ? [1, 2] : [pass]);
}
