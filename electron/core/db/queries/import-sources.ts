import type { ProblemData } from '../../../../models/base/problem.ts';
import type { LabelChanges } from '../../../contract/label.ts';
import type { Database } from '../connection.ts';

/** An import as the project remembers it. Counts are of all its runs together. */
export interface ImportRecord {
  id: number;
  kind: string;
  /** Absolute path. */
  location: string;
  fingerprint: string;
  /** After the last item that was taken; `null` before the first. */
  cursor: string | null;
  imported: number;
  known: number;
  skipped: number;
  /** What was said of parts of the source that cost no item, such as lines of label files. */
  remarks: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** `null` while it was interrupted or runs. */
  finishedAt: string | null;
}

/** Remarks are kept among the skipped items, and are what is not counted as one. */
const COLUMNS = `id, kind, location, fingerprint, cursor, imported, known, skipped,
  max(0, (SELECT count(*) FROM skipped_item WHERE source_id = source.id) - skipped) AS remarks, started_at AS startedAt,
  finished_at AS finishedAt`;

/** Every import of the project, oldest first. */
export const importRecords = (db: Database): ImportRecord[] =>
  db.prepare<[], ImportRecord>(`SELECT ${COLUMNS} FROM source ORDER BY id`).all();

export const importRecord = (db: Database, id: number): ImportRecord | undefined =>
  db.prepare<[number], ImportRecord>(`SELECT ${COLUMNS} FROM source WHERE id = ?`).get(id);

/** The import of this very content of a place, begun now where there was none. */
export function beginImport(
  db: Database,
  { kind, location, fingerprint }: Pick<ImportRecord, 'kind' | 'location' | 'fingerprint'>,
  startedAt: string,
): ImportRecord {
  db.prepare(
    'INSERT INTO source (kind, location, fingerprint, started_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(kind, location, fingerprint, startedAt);
  return db
    .prepare<[string, string], ImportRecord>(`SELECT ${COLUMNS} FROM source WHERE location = ? AND fingerprint = ?`)
    .get(location, fingerprint) as ImportRecord;
}

/** Adds a batch's counts and says where the next one begins. */
export function advanceImport(
  db: Database,
  id: number,
  { cursor, imported, known, skipped }: { cursor: string; imported: number; known: number; skipped: number },
): void {
  db.prepare(
    `UPDATE source SET cursor = ?, imported = imported + ?, known = known + ?, skipped = skipped + ? WHERE id = ?`,
  ).run(cursor, imported, known, skipped, id);
}

export function finishImport(db: Database, id: number, finishedAt: string): void {
  db.prepare('UPDATE source SET finished_at = ? WHERE id = ?').run(finishedAt, id);
}

/** Where a list goes on: after this key; from the beginning without. At most `limit` rows, 1 to 1000. */
export interface KeyPage {
  after?: string;
  limit?: number;
}

const parametersOf = (sourceId: number, { after, limit = 100 }: KeyPage) => ({
  sourceId,
  after: after ?? null,
  limit: Math.min(Math.max(Math.trunc(limit), 1), 1000),
});
const ON_PAGE = 'source_id = :sourceId AND (:after IS NULL OR key > :after) ORDER BY key LIMIT :limit';

export interface SkippedItem {
  key: string;
  problem: ProblemData;
}

/** Items of an import that could not be taken, by key, each with its reason. */
export function skippedItems(db: Database, sourceId: number, page: KeyPage = {}): SkippedItem[] {
  return db
    .prepare<object, { key: string; data: string } & Omit<ProblemData, 'data'>>(
      `SELECT key, code, reason, data, sentence FROM skipped_item WHERE ${ON_PAGE}`,
    )
    .all(parametersOf(sourceId, page))
    .map(({ key, data, ...problem }) => ({
      key,
      problem: { ...problem, data: JSON.parse(data) as ProblemData['data'] },
    }));
}

export interface KnownItem {
  key: string;
  /** The pair that has the same images. */
  pairId: number;
  name: string;
  /** What the source says of it otherwise than the project's label did, which was kept. */
  difference: LabelChanges;
}

/** Items of an import that the project already had, by key; with `differing` only those whose label differs. */
export function knownItems(
  db: Database,
  sourceId: number,
  { differing = false, ...page }: KeyPage & { differing?: boolean } = {},
): KnownItem[] {
  return db
    .prepare<object, Omit<KnownItem, 'difference'> & { difference: string }>(
      `SELECT key, pair_id AS pairId, pair.name, difference FROM known_item JOIN pair ON pair.id = pair_id
       WHERE ${differing ? "difference <> '{}' AND " : ''}known_item.${ON_PAGE}`,
    )
    .all(parametersOf(sourceId, page))
    .map(({ difference, ...item }) => ({ ...item, difference: JSON.parse(difference) as LabelChanges }));
}
