import type { Label, LabelChanges } from '../../contract/label.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { Database } from '../db/connection.ts';
import { nextActionId } from '../db/queries/imported-labels.ts';
import {
  type ActionEvent,
  type Author,
  knownAnnotator,
  laterAuthor,
  latestEventsOf,
  nextToRedo,
  pairName,
  topOfStack,
} from '../db/queries/label-log.ts';
import { inTransaction } from '../db/transaction.ts';
import { differingFields, sameValue } from '../db/label-fields.ts';
import { type Annotating, annotatorName, getLabel, type LabelAction, record } from './labels.ts';

export interface UndoOptions {
  /** Take back what nobody else has changed since and leave the rest as others set it, instead of refusing. */
  leaveOthers?: boolean;
}

/**
 * Takes back the annotator's latest action in the pass that is not undone yet, on all its pairs. `undefined` where there is
 * none. Throws `conflict`, and changes nothing, where another person has since changed a field that the action set; and
 * what `inTransaction` throws.
 */
export function undo(db: Database, annotating: Annotating, options: UndoOptions = {}): LabelAction | undefined {
  return step(db, annotating, 'undo', options);
}

/** Does again what `undo` took back last. An edit made since then has cleared the way. Otherwise as `undo`. */
export function redo(db: Database, annotating: Annotating, options: UndoOptions = {}): LabelAction | undefined {
  return step(db, annotating, 'redo', options);
}

/** The pairs that undo and redo would touch now; empty where there is nothing to take back or to do again. */
export function undoable(db: Database, annotating: Annotating): { undo: number[]; redo: number[] } {
  const author = authorOf(db, annotating);
  if (!author) return { undo: [], redo: [] };
  const pairs = (action: number | undefined) =>
    action === undefined ? [] : latestEventsOf(db, action).map(({ pairId }) => pairId);
  const top = topOfStack(db, author);
  return { undo: pairs(top || undefined), redo: pairs(nextToRedo(db, author, top)) };
}

function step(
  db: Database,
  annotating: Annotating,
  kind: 'undo' | 'redo',
  { leaveOthers = false }: UndoOptions,
): LabelAction | undefined {
  return inTransaction(db, () => {
    const author = authorOf(db, annotating);
    if (!author) return undefined;
    const top = topOfStack(db, author);
    const edit = kind === 'undo' ? top || undefined : nextToRedo(db, author, top);
    if (edit === undefined) return undefined;
    const reversals = latestEventsOf(db, edit).map((event) => reversalOf(db, author, event));
    if (!leaveOthers) refuseConflicts(db, author, kind, reversals);
    const actionId = nextActionId(db);
    const at = new Date().toISOString();
    const labels = new Map<number, Label>();
    for (const { event, before, said } of reversals) {
      const { pairId, editEventId } = event;
      const entry = { ...author, pairId, at, kind, actionId, targetEventId: editEventId, baseActionId: null };
      labels.set(pairId, record(db, entry, before, said));
    }
    return { actionId, labels };
  });
}

interface Reversal {
  event: ActionEvent;
  before: Label;
  /** What reversing the event sets. */
  said: LabelChanges;
  /** Fields that are neither as the event left them nor as it found them. */
  conflicts: (keyof Label)[];
}

function reversalOf(db: Database, { pass }: Author, event: ActionEvent): Reversal {
  const before = getLabel(db, event.pairId, pass);
  const pending = differingFields(before, event.before);
  const conflicts = pending.filter((field) => !sameValue(before[field], event.after[field]));
  const said = Object.fromEntries(
    pending.filter((field) => !conflicts.includes(field)).map((field) => [field, event.before[field]]),
  );
  return { event, before, said, conflicts };
}

function refuseConflicts(db: Database, author: Author, kind: 'undo' | 'redo', reversals: Reversal[]): void {
  const refused = reversals.filter(({ conflicts }) => conflicts.length > 0);
  const [first] = refused;
  const field = first?.conflicts[0];
  if (!first || !field) return;
  const { pairId, id } = first.event;
  const other = laterAuthor(db, { pairId, eventId: id, field }, author);
  const others = refused.length > 1 ? ` The same holds for ${refused.length - 1} more pairs.` : '';
  throw new Problem(
    'conflict',
    `${other ?? 'Someone'} has changed ${field} of pair ${pairId} (${pairName(db, pairId) ?? ''}) since, ` +
      `so your change of it cannot be ${kind === 'undo' ? 'taken back' : 'done again'}.${others}`,
    'Change the pair by hand, or leave what others changed and take back the rest.',
  );
}

function authorOf(db: Database, { annotator, pass }: Annotating): Author | undefined {
  const annotatorId = knownAnnotator(db, annotatorName(annotator));
  return annotatorId === undefined ? undefined : { annotatorId, pass };
}
