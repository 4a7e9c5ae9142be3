import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countPairs } from '../../../../electron/core/annotate/browse.ts';
import { getLabel } from '../../../../electron/core/annotate/labels.ts';
import { replayJournal } from '../../../../electron/core/annotate/replay-journal.ts';
import { openDatabase } from '../../../../electron/core/db/connection.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { readJournal } from '../../../../electron/core/db/read-journal.ts';
import { createProject } from '../../../../electron/core/project/create.ts';
import { layoutOf } from '../../../../electron/core/project/layout.ts';
import { addPairs, projectWith } from './project-fixture.ts';

const CHILD = fileURLToPath(new URL('labelling-child.ts', import.meta.url));
const KILLS = Number(process.env.PALIMPSEST_KILLS ?? 12);
/** Then a fresh project, so that checking it stays quick. */
const KILLS_A_PROJECT = 10;
const PAIRS = 20;
/** The longest that a child labels before it is killed, in milliseconds. */
const LONGEST = 60;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-crash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Acknowledged {
  actionId: number;
  labels: [pairId: number, transcription: string | null][];
}

test(
  `no acknowledged label is lost when the process is killed ${KILLS} times`,
  { timeout: 120_000 + KILLS * 20_000 },
  async () => {
    let acknowledged: Acknowledged[] = [];
    let total = 0;
    let project = '';
    for (let kill = 0; kill < KILLS; kill++) {
      if (kill % KILLS_A_PROJECT === 0) {
        project = join(folder, `project ${kill}`);
        const made = await createProject(project, { program: 'test' });
        addPairs(made.db, pairs());
        await made.close();
        acknowledged = [];
      }
      const said = await labelUntilKilled(project, kill);
      acknowledged.push(...said);
      total += said.length;
      check(layoutOf(project).database, acknowledged);
      if ((kill + 1) % KILLS_A_PROJECT === 0 || kill === KILLS - 1) await checkWithoutDatabase(project, acknowledged);
    }
    expect(total).toBeGreaterThan(KILLS);
  },
);

const pairs = () => Array.from({ length: PAIRS }, () => ({}));

/** Starts a child and kills it at a random moment after its first label; what it had acknowledged by then. */
async function labelUntilKilled(project: string, run: number): Promise<Acknowledged[]> {
  const child = spawn(process.execPath, [CHILD, project, String(run)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      resolve();
    });
  });
  const ended = new Promise<string | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
  await Promise.race([begun, ended]);
  await setTimeout(Math.random() * LONGEST);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  // The last line may have been cut.
  const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Acknowledged);
}

function check(file: string, acknowledged: readonly Acknowledged[]): void {
  const db = openDatabase(file);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect([...replayMismatches(db)]).toEqual([]);
    const events = db.prepare<[number], { pair_id: number; after: string }>(
      'SELECT pair_id, after FROM label_event WHERE action_id = ? ORDER BY id',
    );
    for (const { actionId, labels } of acknowledged) {
      const stored = events
        .all(actionId)
        .map((event): [number, unknown] => [
          event.pair_id,
          (JSON.parse(event.after) as { transcription?: string }).transcription,
        ]);
      expect(stored).toEqual(labels);
    }
    // At most one label more than was acknowledged: the one in flight.
    const latest = acknowledged.at(-1)?.actionId ?? 0;
    const beyond = db
      .prepare<[number], number>(
        "SELECT count(DISTINCT action_id) FROM label_event WHERE action_id > ? AND kind <> 'import'",
      )
      .pluck()
      .get(latest);
    expect(beyond).toBeLessThanOrEqual(1);
    for (let pairId = 1; pairId <= PAIRS; pairId++) {
      const { transcription } = getLabel(db, pairId, 1);
      if (transcription) expect(countPairs(db, { filter: { text: transcription } })).toBeGreaterThan(0);
    }
  } finally {
    db.close();
  }
}

/** The journal alone, on pairs without labels, tells every acknowledged label. */
async function checkWithoutDatabase(project: string, acknowledged: readonly Acknowledged[]): Promise<void> {
  const db = projectWith(pairs());
  const reading = { damaged: 0 };
  await replayJournal(db, readJournal(layoutOf(project).journal, reading));
  expect(reading.damaged).toBe(0);
  expect([...replayMismatches(db)]).toEqual([]);
  const said = db.prepare("SELECT pair_id, json_extract(after, '$.transcription') FROM label_event").raw().all();
  const known = new Set(said.map((row) => JSON.stringify(row)));
  const lost = acknowledged.flatMap(({ labels }) => labels).filter((label) => !known.has(JSON.stringify(label)));
  expect(lost).toEqual([]);
}
