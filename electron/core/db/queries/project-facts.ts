import type { Status } from '../../../contract/label.ts';
import type { Database } from '../connection.ts';

/** What a project is called by. */
export interface ProjectIdentity {
  /** A UUID that stays with the project wherever its folder goes. */
  id: string;
  name: string;
  /** ISO 8601, UTC. */
  created: string;
}

export function writeIdentity(db: Database, { id, name, created }: ProjectIdentity): void {
  for (const [key, value] of Object.entries({ id, name, created })) writeSetting(db, key, value);
}

/** `undefined` where the project lacks one of the three, as only a damaged one does. */
export function readIdentity(db: Database): ProjectIdentity | undefined {
  const [id, name, created] = ['id', 'name', 'created'].map((key) => readSetting(db, key));
  return id === undefined || name === undefined || created === undefined ? undefined : { id, name, created };
}

export function writeSetting(db: Database, name: string, value: string): void {
  db.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  ).run(name, value);
}

export function readSetting(db: Database, name: string): string | undefined {
  return db.prepare<[string], string>('SELECT value FROM setting WHERE name = ?').pluck().get(name);
}

export interface ProjectCounts {
  pairs: number;
  images: number;
  photos: number;
  /** Pairs by the status of their first pass; a status that none has is left out. */
  byStatus: Partial<Record<Status, number>>;
}

/** Walks indexes, some milliseconds at 100,000 pairs. */
export function projectCounts(db: Database): ProjectCounts {
  const count = (table: 'pair' | 'image' | 'photo') =>
    db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  const statuses = db
    .prepare<[], { status: Status; pairs: number }>(
      'SELECT status, count(*) AS pairs FROM label WHERE pass = 1 GROUP BY status',
    )
    .all();
  return {
    pairs: count('pair'),
    images: count('image'),
    photos: count('photo'),
    byStatus: Object.fromEntries(statuses.map(({ status, pairs }) => [status, pairs])),
  };
}

/** How much a project holds, which tells it from an earlier state. */
export interface LabelEventState {
  pairs: number;
  /** Labels of which a person has said something, of both passes. */
  labels: number;
  /** Of the latest entry in the log of labels; grows with every import and label action. */
  lastEvent: number;
}

export function labelEventState(db: Database): LabelEventState {
  const number = (sql: string) => db.prepare<[], number>(sql).pluck().get() ?? 0;
  return {
    pairs: number('SELECT count(*) FROM pair'),
    labels: number("SELECT count(*) FROM label WHERE pass IN (1, 2) AND status <> 'new'"),
    lastEvent: number('SELECT ifnull(max(id), 0) FROM label_event'),
  };
}
