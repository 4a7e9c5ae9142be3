import { Problem, type ProblemData, asProblem } from '../../../models/base/problem.ts';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { Opened, OpenOptions, Outcome, Picture, Restored } from '../../contract/compute.ts';
import type { RestorationSettings, Sidecar } from '../../contract/jobs.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';
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
  /** What is to be restored. Throws `not-found` for a pair that is gone since. */
  pictureOf: (item: PlannedItem) => Picture;
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
    if (result.state === 'failed' && FATAL.has(result.problem.code)) throw Problem.from(result.problem);
    yield result;
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
    const result = await withoutWork(job, item, settings);
    if (result) results.set(item, result);
    else toDo.push(item);
  }
  const requests = toDo.map((item) => ({
    ...{ input: job.pictureOf(item), output: item.output },
    ...(item.invention !== undefined && { invention: item.invention }),
  }));
  const outcomes = await calls.run(requests, (batch) => job.compute.call('restore', batch));
  for (const [i, item] of toDo.entries()) {
    const outcome = outcomes[i] as Outcome<Restored>;
    results.set(item, await finish(item, outcome, { settings, opened, software: job.options.software, startedAt }));
  }
  return items.map((item) => results.get(item) as RestoredItem);
}

/** What becomes of an item for which nothing is to be computed; undefined for others. */
async function withoutWork(
  job: RestoreJob,
  item: PlannedItem,
  settings: RestorationSettings,
): Promise<RestoredItem | undefined> {
  try {
    const sidecar = job.again ? undefined : await finishedSidecar(item, () => job.pictureOf(item), settings);
    if (sidecar) return { item, state: 'kept', sidecar };
    const foreign = await foreignFile(item);
    if (foreign) throw foreign;
    job.pictureOf(item); // throws where it is gone
    return undefined;
  } catch (thrown) {
    return { item, state: 'failed', problem: asProblem(thrown, item.input).toData() };
  }
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
