import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../models/training/random.ts';
import { storeMeasures, storeShift } from '../../electron/core/db/queries/measures.ts';
import { importInto } from '../../electron/core/import/run-import.ts';
import { createProject } from '../../electron/core/project/create.ts';
import type { Project } from '../../electron/core/project/project.ts';
import type { StudioClient } from '../../electron/core/service/studio.ts';
import { testStudio } from '../electron/core/service/test-studio.ts';
import { generatedSource } from './generated-source.ts';

/**
 * What another window waits for while one does something long to a project of so many pairs of 64×16 and 32×8 crops: the
 * longest of its pages and labels, asked for one after another meanwhile; and the memory once it is done.
 *
 * `node --expose-gc test/bench/waiting.ts PAIRS [PROJECT]` uses a copy of a project that `--make PROJECT` made before, so
 * that two versions of the program can be held against each other on the same pairs.
 */
const BY = { annotator: 'bench', pass: 1 } as const;
const OTHER = { annotator: 'other', pass: 1 } as const;
const ASKED_EVERY_MS = 5;
const SETTLING_MS = 500;

if (import.meta.main) {
  const [first = '', second] = process.argv.slice(2).filter((arg) => arg !== '--make');
  if (process.argv.includes('--make')) await makeProject(second ?? '', Number(first));
  else await waiting(Number(first), second);
}

/** A project whose pictures are measured, so that looking for near duplicates finds all that it needs. */
export async function makeProject(place: string, pairs: number): Promise<void> {
  const project = await createProject(place, { program: 'benchmark' });
  await importInto(project, generatedSource(pairs, { lr: [32, 8], hr: [64, 16] }));
  measure(project, pairs);
  await project.close();
}

/** Random hashes, every hundredth picture like the one before it. */
function measure(project: Project, pairs: number): void {
  const random = new Random(5);
  const bits = () => BigInt(Math.floor(random.next() * 2 ** 32));
  let hash = 0n;
  project.write((db) => {
    for (let image = 1; image <= 2 * pairs; image++) {
      hash = image % 100 === 0 ? hash ^ 1n : (bits() << 32n) | bits();
      storeMeasures(db, image, { perceptualHash: hash, sharpness: 0.5, clippedShare: 0 });
    }
    for (let pair = 1; pair <= pairs; pair++) storeShift(db, pair, { x: 0, y: 0, peak: 0.9 });
  });
}

/** Prints the table. `made`: a project to copy instead of making one. */
export async function waiting(pairs: number, made?: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-bench-'));
  const place = join(folder, 'project');
  if (made === undefined) await makeProject(place, pairs);
  else await cp(made, place, { recursive: true });
  const studio = testStudio('benchmark');
  const { client } = studio;
  try {
    console.log(`Waiting for others, in a project of ${pairs} pairs`);
    console.log(`  ${'meanwhile'.padEnd(30)}   takes   another waits at most   memory before, after, later`);
    await during(client, 'opening it, with its backup', async () => {
      await client.project.open({ folder: place });
      await client.project.backup({ file: join(folder, 'first.sqlite') });
    });
    const pairIds = await client.pairs.ids({ query: {}, offset: 0, limit: pairs });
    const changes = { difficulty: 'easy', direction: 'vn', focalLengthLr: 35 } as const;
    await during(client, 'nothing', () => setTimeout(1000));
    await during(client, `editing ${pairs} pairs together`, () => client.labels.set({ ...BY, pairIds, changes }));
    await during(client, 'undoing that', () => client.labels.undo(BY));
    await during(client, 'a backup', () => client.project.backup({ file: join(folder, 'backup.sqlite') }));
    await during(client, 'checking the project', () => client.project.check());
    await during(client, 'quality checks again', async () => drained(await client.checks.refresh()));
    await during(client, 'LMDB export', async () =>
      drained(await client.exports.run({ destination: join(folder, 'lmdb'), format: 'textzoom-lmdb', filter: {} })),
    );
  } finally {
    await studio.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function drained(events: AsyncIterable<unknown>): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  while (!(await iterator.next()).done);
}

async function during(client: StudioClient, what: string, work: () => Promise<unknown>): Promise<void> {
  const before = await settledMegabytes();
  const start = performance.now();
  const state = { over: false };
  const working = work().finally(() => (state.over = true));
  const longest = await longestWait(client, () => state.over);
  await working;
  const seconds = (performance.now() - start) / 1000;
  const after = process.memoryUsage.rss() / 2 ** 20;
  const later = await settledMegabytes();
  console.log(
    `  ${what.padEnd(30)} ${seconds.toFixed(1).padStart(5)} s ${longest.milliseconds.toFixed(0).padStart(7)} ms (${longest.call.padEnd(10)})` +
      `  ${[before, after, later].map((megabytes) => megabytes.toFixed(0).padStart(5)).join(' ')} MB`,
  );
}

/** From the moment at which a window asks to the answer, the moments in which the core did not hear it included. */
async function longestWait(client: StudioClient, isOver: () => boolean) {
  const longest = { milliseconds: 0, call: '' };
  for (let turn = 0; !isOver(); turn++) {
    const asked = performance.now() + ASKED_EVERY_MS;
    await setTimeout(ASKED_EVERY_MS);
    const call = turn % 2 === 0 ? 'a page' : 'one label';
    try {
      if (turn % 2 === 0) await client.pairs.browse({ query: { filter: { status: 'done' } }, limit: 100 });
      else await client.labels.set({ ...OTHER, pairIds: [1 + (turn % 50)], changes: { notes: `No. ${turn}` } });
    } catch (error) {
      if (!String(error).includes('No project is open')) throw error;
    }
    const milliseconds = performance.now() - asked;
    if (milliseconds > longest.milliseconds) Object.assign(longest, { milliseconds, call });
  }
  return longest;
}

/** Resident, once what can be collected is. */
async function settledMegabytes(): Promise<number> {
  await setTimeout(SETTLING_MS);
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
}
