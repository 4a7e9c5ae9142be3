import { differingFields, fieldsOf, withFields } from '../label-fields.ts';
import { EMPTY_LABEL, type LabelChanges } from '../../../contract/label.ts';
import type { Database } from '../connection.ts';
import { readLabel, writeLabel } from './labels.ts';
import { prepared } from './prepared.ts';

/** The first annotator's pass, where imported labels go. */
const PASS = 1;

export interface ImportedLabel {
  /** A pair without a label yet. */
  pairId: number;
  /** What the source says, in the form that labels are stored in; the rest is as in `EMPTY_LABEL`. */
  label: LabelChanges;
  annotatorId: number;
  /** ISO 8601, UTC. */
  at: string;
  actionId: number;
}

/**
 * Writes a pair's first label: the `import` event with the fields that differ from an empty label, the current value that
 * it adds up to, its tags and the search index. Every imported pair gets one, also when the source says nothing, so that
 * filters find it. Runs within the caller's transaction.
 */
export function recordImportedLabel(db: Database, { label, ...event }: ImportedLabel): void {
  const fields = differingFields(EMPTY_LABEL, label);
  const after = fieldsOf(label, fields);
  const { lastInsertRowid } = prepared<object>(
    db,
    `INSERT INTO label_event (pair_id, pass, annotator_id, at, kind, before, after, action_id)
     VALUES (:pairId, :pass, :annotatorId, :at, 'import', :before, :after, :actionId)`,
  ).run({
    ...event,
    pass: PASS,
    before: JSON.stringify(fieldsOf(EMPTY_LABEL, fields)),
    after: JSON.stringify(after),
  });
  const at = { pairId: event.pairId, pass: PASS, eventId: Number(lastInsertRowid) } as const;
  writeLabel(db, at, EMPTY_LABEL, withFields(EMPTY_LABEL, after));
}

/** Number for one action's events: one batch of an import is an action. */
export const nextActionId = (db: Database): number =>
  (
    prepared<[], { next: number }>(db, 'SELECT ifnull(max(action_id), 0) + 1 AS next FROM label_event').get() as {
      next: number;
    }
  ).next;

/** The id of an annotator of that name, who is added where missing. */
export function annotatorIdOf(db: Database, name: string): number {
  prepared<[string]>(db, 'INSERT INTO annotator (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
  return (prepared<[string], { id: number }>(db, 'SELECT id FROM annotator WHERE name = ?').get(name) as { id: number })
    .id;
}

/** The fields of what a source says of a pair that its label in the project has otherwise. */
export function differenceFromStored(db: Database, pairId: number, label: LabelChanges): LabelChanges {
  const stored = readLabel(db, pairId, PASS) ?? EMPTY_LABEL;
  // A source that says no more than an empty label does not contradict anybody.
  const said = fieldsOf(label, differingFields(EMPTY_LABEL, label));
  return fieldsOf(said, differingFields(stored, said));
}
