import { Problem, type ProblemData, asProblem } from '../../../models/base/problem.ts';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { Opened, OpenOptions, Outcome, Picture, Restored } from '../../contract/compute.ts';
import { type RestorationSettings, type Sidecar, SIDECAR_FORMAT } from '../../contract/jobs.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';
import type { PlannedItem } from './output-plan.ts';
import { withReview } from './review-file.ts';
import { finishedSidecar, settingsOf, writeSidecar } from './sidecar.ts';
import { readUserHead } from '../../../models/base/user-file.ts';
import { pngTexts } from '../../../models/image/png-text.ts';

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
    if (sidecar) return { item, state: 'kept', sidecar: await withReview(item.output, sidecar) };
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
    const sidecar = await writeSidecar(item, outcome.value, run);
    return { item, state: 'restored', sidecar: await withReview(item.output, sidecar) };
  } catch (thrown) {
    return { item, state: 'failed', problem: asProblem(thrown, item.sidecar).toData() };
  }
}

/** The text chunks of our pictures and the format line of our sidecars stand within the first bytes. */
const HEAD = 4096;

/**
 * Undefined where all places of an item are free or hold a restoration of ours, which may be replaced. Else a
 * `not-writable` Problem: whatever cannot be shown to be ours stays.
 */
async function foreignFile({ output, sidecar, invention }: PlannedItem): Promise<Problem | undefined> {
  const isOurs = {
    picture: (head: Buffer) => pngTexts(head).Software?.startsWith('Palimpsest') ?? false,
    sidecar: (head: Buffer) => head.toString('utf8').includes(`"format": "${SIDECAR_FORMAT}"`),
  };
  const pictures = invention === undefined ? [output] : [output, invention];
  for (const picture of pictures) {
    const problem = await foreign(picture, isOurs.picture);
    if (problem) return problem;
  }
  return foreign(sidecar, isOurs.sidecar);
}

async function foreign(path: string, isOurs: (head: Buffer) => boolean): Promise<Problem | undefined> {
  try {
    return isOurs(await readUserHead(path, HEAD)) ? undefined : notOurs(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const problem = asProblem(thrown, path);
    return problem.reason === 'not-a-regular-file' ? notOurs(path) : problem;
  }
}

const notOurs = (path: string): Problem => new Problem('output-not-ours', { path });
