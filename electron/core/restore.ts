import { Problem, type ProblemData, asProblem } from '../../models/problem.ts';
import type { ComputeClient } from '../compute/client.ts';
import type { Opened, OpenOptions, Outcome, Restored } from '../contract/compute.ts';
import type { RestorationSettings, Sidecar } from '../contract/jobs.ts';
import { inChunks, ResilientCalls } from './batches.ts';
import type { PlannedItem } from './output-plan.ts';
import { foreignFile } from './own-files.ts';
import { finishedSidecar, settingsOf, writeSidecar } from './sidecar.ts';

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
  const calls = new ResilientCalls();
  for await (const result of inChunks(job.items, job.signal, (items) =>
    restoreChunk(job, opened, settings, calls, items),
  )) {
    yield result;
    if (result.state === 'failed' && FATAL.has(result.problem.code)) throw Problem.from(result.problem);
  }
}

async function restoreChunk(
  job: RestoreJob,
  opened: Opened,
  settings: RestorationSettings,
  calls: ResilientCalls,
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
    const foreign = await foreignFile(item);
    if (foreign) results.set(item, { item, state: 'failed', problem: foreign.toData() });
    else toDo.push(item);
  }
  const outcomes = await calls.run(toDo, (batch) => job.compute.call('restore', batch));
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
  if (!outcome.ok) return { item, state: 'failed', problem: outcome.problem };
  try {
    return { item, state: 'restored', sidecar: await writeSidecar(item, outcome.value, run) };
  } catch (thrown) {
    return { item, state: 'failed', problem: asProblem(thrown, item.sidecar).toData() };
  }
}
