import type { Label, LabelChanges } from '../../../contract/label.ts';
import type { HistoryEntry, Pass } from '../../../contract/pairs.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';
import { isWithdrawn } from './sliced-actions.ts';

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

/** The author's latest action before one; for undo and redo with the edit that it concerns and the action below that. */
export const LATEST_ACTION = `SELECT e.action_id AS actionId, e.kind, ifnull(t.action_id, e.action_id) AS editActionId,
    ifnull(t.base_action_id, e.base_action_id) AS baseActionId
  FROM label_event e INDEXED BY label_event_by_author LEFT JOIN label_event t ON t.id = e.target_event_id
  WHERE e.annotator_id = ? AND e.pass = ? AND e.kind <> 'import' AND e.action_id < ? ORDER BY e.action_id DESC LIMIT 1`;

/** The latest edit, before an action, that was made on top of an action. */
export const LATEST_ON_TOP = `SELECT max(action_id) AS actionId FROM label_event INDEXED BY label_event_by_base
  WHERE annotator_id = ? AND pass = ? AND base_action_id = ? AND action_id < ? AND kind = 'edit'`;

/** The action that an edit was made on. */
export const BASE_OF_ACTION = `SELECT base_action_id AS baseActionId FROM label_event INDEXED BY label_event_by_action
  WHERE action_id = ? LIMIT 1`;

/** An edit's pairs after an event of it, each with the event that last did, undid or redid the edit there. */
export const LATEST_OF_EDIT = `SELECT e.id AS editEventId, e.pair_id AS pairId, ifnull(t.id, e.id) AS id,
    ifnull(t.before, e.before) AS before, ifnull(t.after, e.after) AS after
  FROM label_event e INDEXED BY label_event_by_action LEFT JOIN label_event t ON t.id =
    (SELECT max(x.id) FROM label_event x INDEXED BY label_event_by_target WHERE x.target_event_id = e.id)
  WHERE e.action_id = ? AND e.id > ? ORDER BY e.id LIMIT ?`;

/** Of an action's events after one those that nothing took back since. */
export const STANDING_OF_ACTION = `SELECT e.id, e.pair_id AS pairId, e.before, e.after, ifnull(e.target_event_id, e.id) AS editEventId
  FROM label_event e INDEXED BY label_event_by_action
  WHERE e.action_id = ? AND e.id > ? AND NOT EXISTS (SELECT 1 FROM label_event x INDEXED BY label_event_by_target
    WHERE x.target_event_id = ifnull(e.target_event_id, e.id) AND x.id > e.id)
  ORDER BY e.id LIMIT ?`;

/**
 * The edit on top of the author's undo stack, 0 for an empty one. Told by the latest action alone: an edit lies on top
 * itself, an undo leaves what its edit was made on, a redo puts its edit back.
 */
export function topOfStack(db: Database, { annotatorId, pass }: Author): number {
  const latestBefore = prepared<[number, Pass, number], LatestAction>(db, LATEST_ACTION);
  let latest = latestBefore.get(annotatorId, pass, NO_BOUND);
  while (latest && isWithdrawn(db, latest.actionId)) latest = latestBefore.get(annotatorId, pass, latest.actionId);
  if (!latest) return 0;
  let top = latest.kind === 'undo' ? latest.baseActionId : latest.editActionId;
  while (isWithdrawn(db, top)) {
    top = prepared<[number], { baseActionId: number }>(db, BASE_OF_ACTION).get(top)?.baseActionId ?? 0;
  }
  return top;
}

interface LatestAction {
  actionId: number;
  kind: Exclude<EventKind, 'import'>;
  editActionId: number;
  baseActionId: number;
}

/** Above every action's number. */
const NO_BOUND = Number.MAX_SAFE_INTEGER;

/**
 * The edit that redo does again, if any. Edits made on top of one action follow each other because the earlier were taken
 * back, and each clears the redo path: only the latest can still be done again.
 */
export function nextToRedo(db: Database, { annotatorId, pass }: Author, top: number): number | undefined {
  const latestBefore = prepared<[number, Pass, number, number], { actionId: number | null }>(db, LATEST_ON_TOP);
  let next: number | null = NO_BOUND;
  do next = latestBefore.get(annotatorId, pass, top, next)?.actionId ?? null;
  while (next !== null && isWithdrawn(db, next));
  return next ?? undefined;
}

/** The kind of an action, and whose it is. */
export const authorOfAction = (db: Database, actionId: number): (Author & { kind: NewEvent['kind'] }) | undefined =>
  prepared<[number], Author & { kind: NewEvent['kind'] }>(
    db,
    `SELECT annotator_id AS annotatorId, pass, kind FROM label_event INDEXED BY label_event_by_action
     WHERE action_id = ? LIMIT 1`,
  ).get(actionId);

/** The events that last did, undid or redid an edit, one a pair. */
export const latestEventsOf = (db: Database, editActionId: number): Generator<ActionEvent> =>
  pagesOf(db, LATEST_OF_EDIT, editActionId, ({ editEventId }) => editEventId);

/** Of an action's events those that nothing took back since. */
export const standingEventsOf = (db: Database, actionId: number): Generator<ActionEvent> =>
  pagesOf(db, STANDING_OF_ACTION, actionId, ({ id }) => id);

/** How many events an action has, counted up to `most`. */
export const countEventsUpTo = (db: Database, actionId: number, most: number): number =>
  (
    prepared<[number, number], { events: number }>(
      db,
      `SELECT count(*) AS events FROM
         (SELECT 1 FROM label_event INDEXED BY label_event_by_action WHERE action_id = ? LIMIT ?)`,
    ).get(actionId, most) as { events: number }
  ).events;

/** Events in memory at a time; others may write between two of them. */
const EVENTS_A_PAGE = 200;

function* pagesOf(
  db: Database,
  sql: string,
  actionId: number,
  placeOf: (event: ActionEvent) => number,
): Generator<ActionEvent> {
  for (let after = 0; ;) {
    const page = prepared<
      [number, number, number],
      Omit<ActionEvent, 'before' | 'after'> & Record<'before' | 'after', string>
    >(db, sql)
      .all(actionId, after, EVENTS_A_PAGE)
      .map((row) => ({
        ...row,
        before: JSON.parse(row.before) as LabelChanges,
        after: JSON.parse(row.after) as LabelChanges,
      }));
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = placeOf(last);
  }
}

export const latestEventId = (db: Database): number =>
  (prepared<[], { id: number }>(db, 'SELECT ifnull(max(id), 0) AS id FROM label_event').get() as { id: number }).id;

/** Pairs of the events of the first pass after one, some of them more than once. */
export function* pairsLabelledSince(db: Database, eventId: number): Generator<number> {
  for (let after = eventId; ;) {
    const page = prepared<[number, number], { id: number; pairId: number; pass: Pass }>(
      db,
      'SELECT id, pair_id AS pairId, pass FROM label_event WHERE id > ? ORDER BY id LIMIT ?',
    ).all(after, EVENTS_A_PAGE);
    for (const { pairId, pass } of page) if (pass === 1) yield pairId;
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** The fields of a pair's label that events after this one set. */
export function fieldsSetSince(db: Database, pairId: number, pass: Pass, eventId: number): Set<string> {
  const rows = prepared<[number, Pass, number], { after: string }>(
    db,
    'SELECT after FROM label_event INDEXED BY label_event_by_pair WHERE pair_id = ? AND pass = ? AND id > ?',
  ).all(pairId, pass, eventId);
  return new Set(rows.flatMap(({ after }) => Object.keys(JSON.parse(after) as LabelChanges)));
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
