import type { Label, LabelChanges } from '../../../contract/label.ts';
import type { HistoryEntry, Pass } from '../../../contract/pairs.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

export type EventKind = 'import' | 'edit' | 'undo' | 'redo';

/** Whose stack: an annotator's in a pass. */
export interface Author {
  annotatorId: number;
  pass: Pass;
}

export interface NewEvent extends Author {
  pairId: number;
  /** ISO 8601, UTC. */
  at: string;
  kind: Exclude<EventKind, 'import'>;
  /** Values of the changed fields. */
  before: LabelChanges;
  after: LabelChanges;
  actionId: number;
  /** Undo and redo: the edit's event. */
  targetEventId: number | null;
  /** Edits: the action below on the undo stack, 0 for none. */
  baseActionId: number | null;
}

/** An event as undo and redo need it. */
export interface ActionEvent {
  id: number;
  pairId: number;
  before: LabelChanges;
  after: LabelChanges;
  /** The edit's event: its target, or itself for an edit. */
  editEventId: number;
}

/** Appends an event and remembers whose it is; returns its id. */
export function appendEvent(db: Database, event: NewEvent): number {
  const { lastInsertRowid } = prepared<object>(
    db,
    `INSERT INTO label_event (pair_id, pass, annotator_id, at, kind, before, after, action_id, target_event_id,
       base_action_id)
     VALUES (:pairId, :pass, :annotatorId, :at, :kind, :before, :after, :actionId, :targetEventId, :baseActionId)`,
  ).run({ ...event, before: JSON.stringify(event.before), after: JSON.stringify(event.after) });
  prepared<[number, Pass, number]>(
    db,
    'INSERT INTO label_annotator (annotator_id, pass, pair_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(event.annotatorId, event.pass, event.pairId);
  return Number(lastInsertRowid);
}

/** The id of an annotator who was here before. */
export const knownAnnotator = (db: Database, name: string): number | undefined =>
  prepared<[string], { id: number }>(db, 'SELECT id FROM annotator WHERE name = ?').get(name)?.id;

/** The author's latest action; for undo and redo with the edit that it concerns and the action below that. */
export const LATEST_ACTION = `SELECT e.kind, ifnull(t.action_id, e.action_id) AS editActionId,
    ifnull(t.base_action_id, e.base_action_id) AS baseActionId
  FROM label_event e INDEXED BY label_event_by_annotator LEFT JOIN label_event t ON t.id = e.target_event_id
  WHERE e.annotator_id = ? AND e.pass = ? AND e.kind <> 'import' ORDER BY e.id DESC LIMIT 1`;

/** The latest edit that was made on top of an action. */
export const LATEST_ON_TOP = `SELECT max(action_id) AS actionId FROM label_event INDEXED BY label_event_by_base
  WHERE annotator_id = ? AND pass = ? AND base_action_id = ? AND kind = 'edit'`;

/** The latest undo or redo of an edit's event. */
export const LATEST_OF_TARGET = `SELECT action_id AS actionId FROM label_event INDEXED BY label_event_by_target
  WHERE target_event_id = ? ORDER BY id DESC LIMIT 1`;

export const EVENTS_OF_ACTION = `SELECT id, pair_id AS pairId, before, after, ifnull(target_event_id, id) AS editEventId
  FROM label_event INDEXED BY label_event_by_action WHERE action_id = ? ORDER BY id`;

/**
 * The edit on top of the author's undo stack, 0 for an empty one. Told by the latest action alone: an edit lies on top
 * itself, an undo leaves what its edit was made on, a redo puts its edit back.
 */
export function topOfStack(db: Database, { annotatorId, pass }: Author): number {
  const latest = prepared<
    [number, Pass],
    { kind: Exclude<EventKind, 'import'>; editActionId: number; baseActionId: number }
  >(db, LATEST_ACTION).get(annotatorId, pass);
  if (!latest) return 0;
  return latest.kind === 'undo' ? latest.baseActionId : latest.editActionId;
}

/**
 * The edit that redo does again, if any. Edits made on top of one action follow each other because the earlier were taken
 * back, and each clears the redo path: only the latest can still be done again.
 */
export function nextToRedo(db: Database, { annotatorId, pass }: Author, top: number): number | undefined {
  const row = prepared<[number, Pass, number], { actionId: number | null }>(db, LATEST_ON_TOP).get(
    annotatorId,
    pass,
    top,
  );
  return row?.actionId ?? undefined;
}

/** The events that last did, undid or redid an edit, one a pair. */
export function latestEventsOf(db: Database, editActionId: number): ActionEvent[] {
  const edits = eventsOfAction(db, editActionId);
  const [first] = edits;
  if (!first) return [];
  const later = prepared<[number], { actionId: number }>(db, LATEST_OF_TARGET).get(first.id);
  return later ? eventsOfAction(db, later.actionId) : edits;
}

function eventsOfAction(db: Database, actionId: number): ActionEvent[] {
  return prepared<[number], Omit<ActionEvent, 'before' | 'after'> & { before: string; after: string }>(
    db,
    EVENTS_OF_ACTION,
  )
    .all(actionId)
    .map((row) => ({
      ...row,
      before: JSON.parse(row.before) as LabelChanges,
      after: JSON.parse(row.after) as LabelChanges,
    }));
}

/** Who else changed a field of a pair last, after an event of the author's; the name. */
export function laterAuthor(
  db: Database,
  { pairId, eventId, field }: { pairId: number; eventId: number; field: keyof Label },
  { annotatorId, pass }: Author,
): string | undefined {
  return prepared<[number, Pass, number, number, string], { name: string }>(
    db,
    `SELECT a.name FROM label_event e JOIN annotator a ON a.id = e.annotator_id
     WHERE e.pair_id = ? AND e.pass = ? AND e.id > ? AND e.annotator_id <> ?
       AND json_type(e.after, '$.' || ?) IS NOT NULL
     ORDER BY e.id DESC LIMIT 1`,
  ).get(pairId, pass, eventId, annotatorId, field)?.name;
}

/** Everything that ever happened to a pair's label, oldest first; what was taken back stays in it. */
export function labelHistory(db: Database, pairId: number, passes: readonly Pass[]): HistoryEntry[] {
  return prepared<[number, string], Omit<HistoryEntry, 'before' | 'after' | 'undone'> & Record<string, unknown>>(
    db,
    `SELECT e.id AS eventId, e.action_id AS actionId, e.pass, a.name AS annotator, e.at, e.kind, e.before, e.after,
       e.target_event_id AS targetEventId,
       ifnull((SELECT t.kind FROM label_event t WHERE t.target_event_id = e.id ORDER BY t.id DESC LIMIT 1), '') = 'undo'
         AS undone
     FROM label_event e JOIN annotator a ON a.id = e.annotator_id
     WHERE e.pair_id = ? AND e.pass IN (SELECT value FROM json_each(?)) ORDER BY e.id`,
  )
    .all(pairId, JSON.stringify(passes))
    .map(({ before, after, undone, ...entry }) => ({
      ...entry,
      before: JSON.parse(before as string) as LabelChanges,
      after: JSON.parse(after as string) as LabelChanges,
      undone: undone === 1,
    }));
}

/** A pair's name, for people; `undefined` where there is no such pair. */
export const pairName = (db: Database, pairId: number): string | undefined =>
  prepared<[number], { name: string }>(db, 'SELECT name FROM pair WHERE id = ?').get(pairId)?.name;
