import type { SubsetScores } from '../../../contract/jobs.ts';
import { subsetScoresSchema } from '../../../contract/jobs.ts';
import type { ModelUses, RegisteredModel } from '../../../contract/registry.ts';
import type { Database } from '../connection.ts';

type Network = RegisteredModel['network'];
export type ModelRow = Omit<RegisteredModel, 'hasWeights'>;

interface StoredModel {
  sha256: string;
  name: string;
  network: Network;
  title: string;
  origin: RegisteredModel['origin'];
  baseName: string | null;
  baseSha256: string | null;
  runId: number | null;
  snapshotSha256: string | null;
  addedAt: string;
  isPromoted: number;
}

/** The promotion that counts, of each network. */
const CURRENT = `SELECT model_sha256 FROM promotion AS latest WHERE taken_back = 0 AND id =
  (SELECT max(id) FROM promotion WHERE network = latest.network AND taken_back = 0)`;
const MODELS = `SELECT model.sha256, model.name, model.network, model.title, model.origin, model.base_name AS baseName,
    model.base_sha256 AS baseSha256, run_id AS runId, snapshot_sha256 AS snapshotSha256, added_at AS addedAt,
    model.sha256 IN (${CURRENT}) AS isPromoted
  FROM model LEFT JOIN training_run AS run ON run.id = run_id`;

/** Every model of the project, newest first. */
export const modelRows = (db: Database): ModelRow[] =>
  db.prepare<[], StoredModel>(`${MODELS} ORDER BY added_at DESC, model.name`).all().map(rowFrom);

/** By SHA-256 or name. */
export function modelRow(db: Database, key: string): ModelRow | undefined {
  const found = db
    .prepare<[string, string], StoredModel>(`${MODELS} WHERE model.sha256 = ? OR model.name = ?`)
    .get(key, key);
  return found && rowFrom(found);
}

function rowFrom({ baseName, baseSha256, isPromoted, ...model }: StoredModel): ModelRow {
  const base = baseSha256 === null ? null : { name: baseName ?? '', sha256: baseSha256 };
  return { ...model, base, isPromoted: isPromoted === 1 };
}

export type NewModel = Pick<
  RegisteredModel,
  'sha256' | 'name' | 'network' | 'title' | 'origin' | 'base' | 'addedAt'
> & {
  runId: number | null;
};

export function addModel(db: Database, model: NewModel): void {
  db.prepare(
    `INSERT INTO model (sha256, name, network, title, origin, base_name, base_sha256, run_id, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[model.sha256, model.name, model.network, model.title, model.origin],
    ...[model.base?.name ?? null, model.base?.sha256 ?? null, model.runId, model.addedAt],
  );
}

/** What was done with it stays on record; its promotions go with it. */
export function removeModel(db: Database, sha256: string): void {
  db.prepare('DELETE FROM promotion WHERE model_sha256 = ?').run(sha256);
  db.prepare('DELETE FROM model WHERE sha256 = ?').run(sha256);
}

export function promote(db: Database, { network, sha256 }: Pick<ModelRow, 'network' | 'sha256'>, at: string): void {
  db.prepare('INSERT INTO promotion (network, model_sha256, at) VALUES (?, ?, ?)').run(network, sha256, at);
}

/** Takes the latest promotion of a network back; false where there is none. */
export function takeBackPromotion(db: Database, network: Network): boolean {
  const latest = 'SELECT max(id) FROM promotion WHERE network = ? AND taken_back = 0';
  return db.prepare(`UPDATE promotion SET taken_back = 1 WHERE id = (${latest})`).run(network).changes > 0;
}

export const promotedModel = (db: Database, network: Network): ModelRow | undefined =>
  modelRows(db).find((model) => model.network === network && model.isPromoted);

export function recordRestoration(
  db: Database,
  { sha256, folder, pictures, at }: { sha256: string; folder: string; pictures: number; at: string },
): void {
  db.prepare(
    `INSERT INTO model_restoration (model_sha256, folder, pictures, at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET pictures = excluded.pictures, at = excluded.at`,
  ).run(sha256, folder, pictures, at);
}

export function recordEvaluation(
  db: Database,
  {
    sha256,
    at,
    report,
    pairs,
    scores,
  }: { sha256: string; at: string; report: string; pairs: number; scores: readonly SubsetScores[] },
): void {
  db.prepare('INSERT INTO model_evaluation (model_sha256, at, report, pairs, scores) VALUES (?, ?, ?, ?, ?)').run(
    ...([sha256, at, report, pairs, JSON.stringify(scores)] as const),
  );
}

/** What was done with weights; `isPromoted` and descendants where the project has them as a model. */
export function usesOf(db: Database, sha256: string): ModelUses {
  const evaluations = db
    .prepare<[string], { at: string; report: string; pairs: number; scores: string }>(
      'SELECT at, report, pairs, scores FROM model_evaluation WHERE model_sha256 = ? ORDER BY id DESC',
    )
    .all(sha256);
  return {
    isPromoted: modelRow(db, sha256)?.isPromoted ?? false,
    descendants: db
      .prepare<[string], { name: string }>('SELECT name FROM model WHERE base_sha256 = ? ORDER BY name')
      .all(sha256)
      .map(({ name }) => name),
    restorations: db
      .prepare<[string], ModelUses['restorations'][number]>(
        'SELECT folder, pictures, at FROM model_restoration WHERE model_sha256 = ? ORDER BY id DESC',
      )
      .all(sha256),
    evaluations: evaluations.map(({ scores, ...facts }) => ({
      ...facts,
      scores: subsetScoresSchema.array().parse(JSON.parse(scores)),
    })),
  };
}
