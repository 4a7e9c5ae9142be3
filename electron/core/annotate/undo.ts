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
  const pairs = (kind: StepKind) => {
    const next = nextStep(db, annotating, kind);
    return next ? [...latestEventsOf(db, next.edit)].map(({ pairId }) => pairId) : [];
  };
  return { undo: pairs('undo'), redo: pairs('redo') };
}

export type StepKind = 'undo' | 'redo';

/** Whose edit undo or redo would take next; `undefined` where there is none. */
export function nextStep(
  db: Database,
  { annotator, pass }: Annotating,
  kind: StepKind,
): { author: Author; edit: number } | undefined {
  const annotatorId = knownAnnotator(db, annotatorName(annotator));
  if (annotatorId === undefined) return undefined;
  const author = { annotatorId, pass };
  const top = topOfStack(db, author);
  const edit = kind === 'undo' ? top || undefined : nextToRedo(db, author, top);
  return edit === undefined ? undefined : { author, edit };
}

function step(
  db: Database,
  annotating: Annotating,
  kind: StepKind,
  { leaveOthers = false }: UndoOptions,
): LabelAction | undefined {
  return inTransaction(db, () => {
    const next = nextStep(db, annotating, kind);
    if (!next) return undefined;
    const { author, edit } = next;
    const reversals = [...latestEventsOf(db, edit)].map((event) => reversalOf(db, author, event));
    if (!leaveOthers) {
      const refused = reversals.filter(({ conflicts }) => conflicts.length > 0);
      if (refused[0]) throw conflictOf(db, author, kind, { first: refused[0], more: refused.length - 1 });
    }
    const made = { ...author, kind, actionId: nextActionId(db), at: new Date().toISOString() };
    return {
      actionId: made.actionId,
      labels: new Map(reversals.map((reversal) => [reversal.event.pairId, reverse(db, made, reversal)])),
    };
  });
}

/** Writes what takes an event back. Within a transaction. */
export function reverse(
  db: Database,
  made: Author & { kind: StepKind; actionId: number; at: string },
  { event, before, said }: Reversal,
): Label {
  const { pairId, editEventId } = event;
  return record(db, { ...made, pairId, targetEventId: editEventId, baseActionId: null }, before, said);
}

export interface Reversal {
  event: ActionEvent;
  before: Label;
  /** What reversing the event sets. */
  said: LabelChanges;
  /** Fields that are neither as the event left them nor as it found them. */
  conflicts: (keyof Label)[];
}

/** What reversing an event comes to now. */
export function reversalOf(db: Database, { pass }: Author, event: ActionEvent): Reversal {
  const before = getLabel(db, event.pairId, pass);
  const pending = differingFields(before, event.before);
  const conflicts = pending.filter((field) => !sameValue(before[field], event.after[field]));
  const said = Object.fromEntries(
    pending.filter((field) => !conflicts.includes(field)).map((field) => [field, event.before[field]]),
  );
  return { event, before, said, conflicts };
}

/** Why an action is not reversed: its first pair that others changed, and how many more there are. */
export function conflictOf(
  db: Database,
  author: Author,
  kind: StepKind,
  { first, more }: { first: Reversal; more: number },
): Problem {
  const { pairId, id } = first.event;
  const field = first.conflicts[0] as keyof Label;
  const other = laterAuthor(db, { pairId, eventId: id, field }, author);
  const others = more > 0 ? ` The same holds for ${more} more pairs.` : '';
  return new Problem('changed-by-others', {
    other: other ?? 'Someone',
    field,
    pair: pairId,
    name: pairName(db, pairId) ?? '',
    undone: kind === 'undo' ? 'taken back' : 'done again',
    others,
  });
}
