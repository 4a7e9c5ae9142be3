import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

/** An action of which a part is written. Within the transaction that writes the first. */
export function noteUnfinished(db: Database, actionId: number): void {
  prepared<[number]>(db, "INSERT INTO sliced_action (action_id, state) VALUES (?, 'unfinished')").run(actionId);
}

/** All of it is written. */
export function noteFinished(db: Database, actionId: number): void {
  prepared<[number]>(db, 'DELETE FROM sliced_action WHERE action_id = ?').run(actionId);
}

/** It was taken back before it was whole, or is the action that took one back. */
export function noteWithdrawn(db: Database, actionId: number): void {
  prepared<[number]>(
    db,
    "INSERT INTO sliced_action (action_id, state) VALUES (?, 'withdrawn') ON CONFLICT DO UPDATE SET state = 'withdrawn'",
  ).run(actionId);
}

export const isWithdrawn = (db: Database, actionId: number): boolean =>
  prepared<[number], object>(db, "SELECT 1 FROM sliced_action WHERE action_id = ? AND state = 'withdrawn'").get(
    actionId,
  ) !== undefined;

/** Actions that were begun and not finished. */
export const unfinishedActions = (db: Database): number[] =>
  prepared<[], { actionId: number }>(
    db,
    "SELECT action_id AS actionId FROM sliced_action WHERE state = 'unfinished' ORDER BY action_id DESC",
  )
    .all()
    .map(({ actionId }) => actionId);
