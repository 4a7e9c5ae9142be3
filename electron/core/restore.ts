import { lstat, readFile } from 'node:fs/promises';
import { Problem, type ProblemData, asProblem } from '../../models/problem.ts';
import { pngTexts } from '../../models/image/png-text.ts';
import type { ComputeClient } from '../compute/client.ts';
import type { Opened, OpenOptions, Outcome, Restored } from '../contract/compute.ts';
import { chunksOf, inOrder, resilient } from './batches.ts';
import type { PlannedItem } from './output-plan.ts';
import { finishedSidecar, settingsOf, writeSidecar, type RestorationSettings, type Sidecar } from './sidecar.ts';

const CHUNK = 16;
const CHUNKS_UNDER_WAY = 2;
/** Nothing more can be written once these occur, so the job ends instead of failing ten thousand times. */
const FATAL = new Set(['disk-full']);

export type RestoredItem = { item: PlannedItem } & (
  { state: 'restored' | 'kept'; sidecar: Sidecar } | { state: 'failed'; problem: ProblemData }
);

export interface RestoreJob {
  items: readonly PlannedItem[];
  options: OpenOptions;
  compute: ComputeClient;
  /** Redo items that an earlier run finished. */
  again: boolean;
  signal: AbortSignal;
}

/**
 * Restores every item and yields each as it ends, in order. Items finished by an earlier run with the same bytes and
 * settings are kept. After an abort the items in hand are finished, and the generator ends.
 */
export async function* restore(job: RestoreJob, opened: Opened): AsyncGenerator<RestoredItem> {
  const settings = settingsOf(job.options, opened);
  for await (const results of inOrder(chunksOf(job.items, CHUNK), CHUNKS_UNDER_WAY, job.signal, (items) =>
    restoreChunk(job, opened, settings, items),
  )) {
    for (const result of results) {
      yield result;
      if (result.state === 'failed' && FATAL.has(result.problem.code)) throw Problem.from(result.problem);
    }
  }
}

async function restoreChunk(
  job: RestoreJob,
  opened: Opened,
  settings: RestorationSettings,
  items: readonly PlannedItem[],
): Promise<RestoredItem[]> {
  const startedAt = new Date();
  const results = new Map<PlannedItem, RestoredItem>();
  const toDo: PlannedItem[] = [];
  for (const item of items) {
    const sidecar = job.again ? undefined : await finishedSidecar(item, settings);
    if (sidecar) {
      results.set(item, { item, state: 'kept', sidecar });
      continue;
    }
    const foreign = await foreignFile(item.output);
    if (foreign) results.set(item, { item, state: 'failed', problem: foreign.toData() });
    else toDo.push(item);
  }
  const outcomes = await resilient(toDo, (batch) => job.compute.call('restore', batch));
  for (const [i, item] of toDo.entries()) {
    const outcome = outcomes[i] as Outcome<Restored>;
    results.set(item, await finish(item, outcome, { settings, opened, software: job.options.software, startedAt }));
  }
  return items.map((item) => results.get(item) as RestoredItem);
}

async function finish(
  item: PlannedItem,
  outcome: Outcome<Restored>,
  run: Parameters<typeof writeSidecar>[2],
): Promise<RestoredItem> {
  if (!outcome.ok) return { item, state: 'failed', problem: outcome.problem as ProblemData };
  try {
    return { item, state: 'restored', sidecar: await writeSidecar(item, outcome.value, run) };
  } catch (thrown) {
    return { item, state: 'failed', problem: asProblem(thrown, item.sidecar).toData() };
  }
}

/** A Problem where a file that Palimpsest did not make stands at the output's place. */
async function foreignFile(path: string): Promise<Problem | undefined> {
  try {
    const facts = await lstat(path);
    if (facts.isFile() && pngTexts(await readFile(path)).Software?.startsWith('Palimpsest')) return undefined;
  } catch {
    return undefined; // not there: free to write, or the write will say why not
  }
  return new Problem(
    'not-writable',
    `${path} already exists and was not made by Palimpsest.`,
    'Move it away or choose another folder with --out.',
  );
}
