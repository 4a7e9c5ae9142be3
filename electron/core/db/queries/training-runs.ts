import type { Snapshot, TrainingCurve, TrainingRun } from '../../../contract/registry.ts';
import {
  trainingScoreSchema,
  type TrainingScore,
  type TrainingRequest,
  trainingRequestSchema,
} from '../../../contract/training.ts';
import type { Database } from '../connection.ts';

export function addSnapshot(db: Database, { sha256, takenAt, training, validation }: Snapshot, content: Buffer): void {
  db.prepare('INSERT INTO dataset_snapshot VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(
    ...([sha256, takenAt, training, validation, content] as const),
  );
}

export type NewRun = Pick<TrainingRun, 'name' | 'network' | 'base' | 'engine' | 'device' | 'software' | 'begunAt'> & {
  request: TrainingRequest;
  snapshotSha256: string;
};

export function addRun(db: Database, run: NewRun): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO training_run (name, network, request, state, base_name, base_sha256, snapshot_sha256, engine, device,
         software, begun_at) VALUES (?, ?, ?, 'open', ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...[run.name, run.network, JSON.stringify(run.request), run.base.name, run.base.sha256, run.snapshotSha256],
      ...[run.engine, run.device, run.software, run.begunAt],
    );
  return Number(lastInsertRowid);
}

/** The run of a name that is not at its end. */
export const openRun = (db: Database, name: string): number | undefined =>
  db.prepare<[string], { id: number }>(`SELECT id FROM training_run WHERE name = ? AND state = 'open'`).get(name)?.id;

export function endRun(db: Database, id: number, state: TrainingRun['state'], at: string): void {
  db.prepare('UPDATE training_run SET state = ?, ended_at = ? WHERE id = ?').run(state, at, id);
}

/** Takes back what was recorded after a step, from which the run goes on. */
export function rewindCurve(db: Database, id: number, step: number): void {
  db.prepare('DELETE FROM training_loss WHERE run_id = ? AND step > ?').run(id, step);
  db.prepare('DELETE FROM training_measure WHERE run_id = ? AND step > ?').run(id, step);
}

export function addToCurve(
  db: Database,
  id: number,
  losses: TrainingCurve['losses'],
  measured?: TrainingCurve['measured'][number],
): void {
  const addLoss = db.prepare('INSERT OR REPLACE INTO training_loss VALUES (?, ?, ?)');
  for (const { step, loss } of losses) addLoss.run(id, step, loss);
  if (!measured) return;
  const { step, score, isBest } = measured;
  db.prepare('INSERT OR REPLACE INTO training_measure VALUES (?, ?, ?, ?)').run(
    ...([id, step, JSON.stringify(score), Number(isBest)] as const),
  );
}

export function curveOf(db: Database, id: number): TrainingCurve {
  const losses = db
    .prepare<[number], { step: number; loss: number }>(
      'SELECT step, loss FROM training_loss WHERE run_id = ? ORDER BY step',
    )
    .all(id);
  const measured = db
    .prepare<[number], { step: number; score: string; isBest: number }>(
      'SELECT step, score, is_best AS isBest FROM training_measure WHERE run_id = ? ORDER BY step',
    )
    .all(id);
  return {
    losses,
    measured: measured.map(({ step, score, isBest }) => ({ step, score: scoreFrom(score), isBest: isBest === 1 })),
  };
}

interface RunRow {
  id: number;
  name: string;
  network: TrainingRun['network'];
  request: string;
  state: TrainingRun['state'];
  baseName: string;
  baseSha256: string;
  engine: string;
  device: string;
  software: string;
  begunAt: string;
  endedAt: string | null;
  sha256: string;
  takenAt: string;
  training: number;
  validation: number;
  model: string | null;
}

const RUNS = `SELECT run.id, run.name, run.network, run.request, run.state, run.base_name AS baseName,
    run.base_sha256 AS baseSha256, run.engine, run.device, run.software, run.begun_at AS begunAt,
    run.ended_at AS endedAt, snapshot.sha256, snapshot.taken_at AS takenAt, snapshot.training, snapshot.validation,
    (SELECT sha256 FROM model WHERE run_id = run.id) AS model
  FROM training_run AS run JOIN dataset_snapshot AS snapshot ON snapshot.sha256 = run.snapshot_sha256`;

/** Every training of the project, newest first. */
export const trainingRuns = (db: Database): TrainingRun[] =>
  db
    .prepare<[], RunRow>(`${RUNS} ORDER BY run.id DESC`)
    .all()
    .map((row) => runFrom(db, row));

export function trainingRun(db: Database, id: number): TrainingRun | undefined {
  const row = db.prepare<[number], RunRow>(`${RUNS} WHERE run.id = ?`).get(id);
  return row && runFrom(db, row);
}

function runFrom(db: Database, row: RunRow): TrainingRun {
  const { baseName, baseSha256, sha256, takenAt, training, validation, request, ...facts } = row;
  const measures = curveOf(db, row.id).measured;
  const best = measures.findLast(({ isBest }) => isBest);
  return {
    ...facts,
    request: trainingRequestSchema.parse(JSON.parse(request)),
    base: { name: baseName, sha256: baseSha256 },
    snapshot: { sha256, takenAt, training, validation },
    before: measures.find(({ step }) => step === 0)?.score ?? null,
    best: best ? { step: best.step, score: best.score } : null,
  };
}

const scoreFrom = (text: string): TrainingScore => trainingScoreSchema.parse(JSON.parse(text));
