import type { LabelChanges } from '../../../contract/label.ts';
import type { Pass } from '../../../contract/pairs.ts';
import type { Database } from '../connection.ts';
import type { JournalEntry } from '../journal-line.ts';
import { prepared } from './prepared.ts';

/** The name of an annotator who labels. */
export const annotatorName = (db: Database, id: number): string =>
  prepared<[number], { name: string }>(db, 'SELECT name FROM annotator WHERE id = ?').get(id)?.name ?? '';

export const actionOfEvent = (db: Database, eventId: number): number | undefined =>
  prepared<[number], { actionId: number }>(db, 'SELECT action_id AS actionId FROM label_event WHERE id = ?').get(
    eventId,
  )?.actionId;

const FINGERPRINT = `lower(ifnull(hex(substr(lr.sha256, 1, 6)), '')) || '-' || lower(ifnull(hex(substr(hr.sha256, 1, 6)), ''))`;
const PAIR_PICTURES =
  'FROM pair p LEFT JOIN image lr ON lr.id = p.lr_image_id LEFT JOIN image hr ON hr.id = p.hr_image_id';

/** Tells a pair by its pictures, whatever its number is in another project; '' where there is no such pair. */
export const pairFingerprint = (db: Database, pairId: number): string =>
  prepared<[number], { fingerprint: string }>(
    db,
    `SELECT ${FINGERPRINT} AS fingerprint ${PAIR_PICTURES} WHERE p.id = ?`,
  ).get(pairId)?.fingerprint ?? '';

/** Every pair by its fingerprint. */
export function pairsByFingerprint(db: Database): Map<string, number> {
  const rows = prepared<[], { id: number; fingerprint: string }>(
    db,
    `SELECT p.id, ${FINGERPRINT} AS fingerprint ${PAIR_PICTURES}`,
  );
  const pairs = new Map<string, number>();
  for (const { id, fingerprint } of rows.iterate()) pairs.set(fingerprint, id);
  return pairs;
}

/** When an action was made and on which one; `undefined` where there is no such action. */
export const actionFacts = (db: Database, actionId: number): { at: string; baseActionId: number | null } | undefined =>
  prepared<[number], { at: string; baseActionId: number | null }>(
    db,
    'SELECT at, base_action_id AS baseActionId FROM label_event WHERE action_id = ? ORDER BY id LIMIT 1',
  ).get(actionId);

/** The event of an action on a pair in a pass. */
export const eventOfAction = (db: Database, actionId: number, pairId: number, pass: Pass): number | undefined =>
  prepared<[number, Pass, number], { id: number }>(
    db,
    `SELECT id FROM label_event INDEXED BY label_event_by_pair WHERE pair_id = ? AND pass = ? AND action_id = ?
     ORDER BY id LIMIT 1`,
  ).get(pairId, pass, actionId)?.id;

/** Whether the log of labels has what a journal's entry says of a pair, under whatever action number. */
export const hasJournaledLabel = (
  db: Database,
  { pass, at, kind }: Pick<JournalEntry, 'pass' | 'at' | 'kind'>,
  pairId: number,
  after: LabelChanges,
): boolean =>
  prepared<[number, Pass, string, string, string], object>(
    db,
    `SELECT 1 FROM label_event INDEXED BY label_event_by_pair WHERE pair_id = ? AND pass = ? AND at = ? AND kind = ?
       AND after = ? LIMIT 1`,
  ).get(pairId, pass, at, kind, JSON.stringify(after)) !== undefined;

/** The number under which an earlier replay brought an entry's action in. */
export function journaledAction(db: Database, { pass, at, kind, sets }: JournalEntry): number | undefined {
  const [pairId] = sets[0]?.pairs[0] ?? [];
  if (pairId === undefined) return undefined;
  return prepared<[number, Pass, string, string], { actionId: number }>(
    db,
    `SELECT action_id AS actionId FROM label_event INDEXED BY label_event_by_pair
     WHERE pair_id = ? AND pass = ? AND at = ? AND kind = ? LIMIT 1`,
  ).get(pairId, pass, at, kind)?.actionId;
}
