import { EMPTY_LABEL, type Label, type LabelChanges } from '../../../contract/label.ts';
import type { Pass } from '../../../contract/pairs.ts';
import type { Database } from '../connection.ts';
import { differingFields, withFields } from '../label-fields.ts';
import { prepared } from './prepared.ts';

/** Added to a pair's id for its row of pass 2 in `transcription_search`; pair ids stay below it. */
export const SECOND_PASS_ROWS = 2 ** 40;

export const searchRow = (pairId: number, pass: Pass): number => (pass === 1 ? pairId : pairId + SECOND_PASS_ROWS);

/** A row of `label` as `LABEL_FIELDS` selects it. */
export type StoredLabel = Omit<Label, 'illegible' | 'tags'> & { illegible: 0 | 1; tags: string };

/** Of a table named `l`. */
export const LABEL_FIELDS = `l.direction, l.transcription, l.illegible, l.difficulty, l.focal_length_lr AS focalLengthLr,
  l.focal_length_hr AS focalLengthHr, l.notes, l.tags, l.status`;

/** The current label; `undefined` where the pair does not exist, an empty one where nobody said anything in that pass. */
export function readLabel(db: Database, pairId: number, pass: Pass): Label | undefined {
  const row = prepared<[Pass, number], { [K in keyof StoredLabel]: StoredLabel[K] | null } & { tags: string | null }>(
    db,
    `SELECT ${LABEL_FIELDS} FROM pair p LEFT JOIN label l ON l.pass = ? AND l.pair_id = p.id WHERE p.id = ?`,
  ).get(pass, pairId);
  if (!row) return undefined;
  return row.tags === null ? structuredClone(EMPTY_LABEL) : labelOf(row as StoredLabel);
}

/** A row's label fields as a label; other columns are dropped. */
export const labelOf = (row: StoredLabel): Label => ({
  direction: row.direction,
  transcription: row.transcription,
  illegible: row.illegible === 1,
  difficulty: row.difficulty,
  focalLengthLr: row.focalLengthLr,
  focalLengthHr: row.focalLengthHr,
  notes: row.notes,
  tags: JSON.parse(row.tags) as string[],
  status: row.status,
});

/** Replaces `before` by `after` as the current label, with its tags and its text in the search index. */
export function writeLabel(
  db: Database,
  at: { pairId: number; pass: Pass; eventId: number },
  before: Label,
  after: Label,
): void {
  const { pairId, pass } = at;
  prepared<object>(
    db,
    `INSERT INTO label (pair_id, pass, direction, transcription, illegible, difficulty, focal_length_lr, focal_length_hr,
       notes, tags, status, last_event_id)
     VALUES (:pairId, :pass, :direction, :transcription, :illegible, :difficulty, :focalLengthLr, :focalLengthHr,
       :notes, :tags, :status, :eventId)
     ON CONFLICT (pass, pair_id) DO UPDATE SET direction = excluded.direction, transcription = excluded.transcription,
       illegible = excluded.illegible, difficulty = excluded.difficulty, focal_length_lr = excluded.focal_length_lr,
       focal_length_hr = excluded.focal_length_hr, notes = excluded.notes, tags = excluded.tags,
       status = excluded.status, last_event_id = excluded.last_event_id`,
  ).run({ ...at, ...after, illegible: Number(after.illegible), tags: JSON.stringify(after.tags) });
  for (const tag of before.tags.filter((one) => !after.tags.includes(one))) {
    prepared<[Pass, string, number]>(db, 'DELETE FROM label_tag WHERE pass = ? AND tag = ? AND pair_id = ?').run(
      pass,
      tag,
      pairId,
    );
  }
  for (const tag of after.tags.filter((one) => !before.tags.includes(one))) {
    prepared<[Pass, string, number]>(
      db,
      'INSERT INTO label_tag (pass, tag, pair_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ).run(pass, tag, pairId);
  }
  if (before.transcription === after.transcription) return;
  prepared<[number]>(db, 'DELETE FROM transcription_search WHERE rowid = ?').run(searchRow(pairId, pass));
  if (!after.transcription) return;
  prepared<[number, string]>(db, 'INSERT INTO transcription_search (rowid, transcription) VALUES (?, ?)').run(
    searchRow(pairId, pass),
    after.transcription,
  );
}

export interface LabelMismatch {
  pairId: number;
  pass: Pass;
}

/** Pairs whose events and labels are in memory at once while the log is replayed. */
const PAIRS_A_PAGE = 500;

/**
 * Labels that differ from what the event log adds up to, by pair: other values, another last event, other tags in the tag
 * index, or an event whose `before` is not what the events before it left. Reads a page of pairs at a time.
 */
export function* replayMismatches(db: Database): Generator<LabelMismatch> {
  let after = 0;
  for (;;) {
    const { last } = prepared<[number, number], { last: number | null }>(
      db,
      'SELECT max(id) AS last FROM (SELECT id FROM pair WHERE id > ? ORDER BY id LIMIT ?)',
    ).get(after, PAIRS_A_PAGE) as { last: number | null };
    if (last === null) return;
    // Of one moment, as others may be writing.
    yield* db.transaction(() => mismatchesWithin(db, after + 1, last))();
    after = last;
  }
}

interface Replayed {
  label: Label;
  lastEventId: number | undefined;
  sound: boolean;
}

function mismatchesWithin(db: Database, first: number, last: number): LabelMismatch[] {
  const replayed = replay(db, first, last);
  const stored = new Map<string, { label: Label | undefined; lastEventId: number; tags: string[] }>();
  for (const row of prepared<[number, number], StoredLabel & { pairId: number; pass: Pass; lastEventId: number }>(
    db,
    `SELECT ${LABEL_FIELDS}, l.pair_id AS pairId, l.pass, l.last_event_id AS lastEventId FROM label l
     WHERE l.pass IN (1, 2) AND l.pair_id BETWEEN ? AND ?`,
  ).all(first, last)) {
    stored.set(keyOf(row), { label: soundLabel(row), lastEventId: row.lastEventId, tags: [] });
  }
  const wrong = new Set<string>();
  for (const row of prepared<[number, number], LabelMismatch & { tag: string }>(
    db,
    `SELECT pair_id AS pairId, pass, tag FROM label_tag INDEXED BY label_tag_by_pair WHERE pair_id BETWEEN ? AND ?`,
  ).all(first, last)) {
    const label = stored.get(keyOf(row));
    if (label) label.tags.push(row.tag);
    else wrong.add(keyOf(row));
  }
  for (const [key, { label, lastEventId, tags }] of stored) {
    const events = replayed.get(key);
    const same =
      events?.sound === true &&
      label !== undefined &&
      events.lastEventId === lastEventId &&
      differingFields(events.label, label).length === 0 &&
      differingFields(label, { tags }).length === 0;
    if (!same) wrong.add(key);
  }
  for (const key of replayed.keys()) if (!stored.has(key)) wrong.add(key);
  return [...wrong].map(mismatchOf).sort((a, b) => a.pairId - b.pairId || a.pass - b.pass);
}

function replay(db: Database, first: number, last: number): Map<string, Replayed> {
  const replayed = new Map<string, Replayed>();
  for (const event of prepared<[number, number], LabelMismatch & { id: number; before: string; after: string }>(
    db,
    `SELECT id, pair_id AS pairId, pass, before, after FROM label_event INDEXED BY label_event_by_pair
     WHERE pair_id BETWEEN ? AND ? ORDER BY pair_id, pass, id`,
  ).iterate(first, last)) {
    const key = keyOf(event);
    const state = replayed.get(key) ?? { label: EMPTY_LABEL, lastEventId: undefined, sound: true };
    const [before, after] = [soundChanges(event.before), soundChanges(event.after)];
    replayed.set(key, {
      label: withFields(state.label, after ?? {}),
      lastEventId: event.id,
      sound:
        state.sound && before !== undefined && after !== undefined && differingFields(state.label, before).length === 0,
    });
  }
  return replayed;
}

/** What an event says; undefined where that is damaged. */
function soundChanges(text: string): LabelChanges | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return !('tags' in value) || Array.isArray(value.tags) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where the list of its tags is damaged. */
function soundLabel(row: StoredLabel): Label | undefined {
  try {
    const label = labelOf(row);
    return Array.isArray(label.tags) ? label : undefined;
  } catch {
    return undefined;
  }
}

const keyOf = ({ pairId, pass }: LabelMismatch): string => `${pairId}:${pass}`;

function mismatchOf(key: string): LabelMismatch {
  const [pairId, pass] = key.split(':').map(Number);
  return { pairId: pairId as number, pass: pass as Pass };
}
