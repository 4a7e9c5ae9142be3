import { Problem } from '../../../models/base/problem.ts';
import { ComputeClient } from '../../compute/client/client.ts';
import type { Opened, Outcome, ReadResult } from '../../contract/compute.ts';
import type { SuggestionEvent, SuggestionReport, SuggestionRequest } from '../../contract/jobs.ts';
import { proposeDifficulties } from '../annotate/difficulty.ts';
import { inTransaction } from '../db/transaction.ts';
import { storeSuggestion, suggestionsOf } from '../annotate/suggestions.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';
import type { Database } from '../db/connection.ts';
import { pairPictures } from '../db/queries/pair-pictures.ts';
import { pairPicture } from '../pictures/pair-picture.ts';
import { countItem, type JobDescriptor } from '../job-kind.ts';
import { openOptions } from '../models/compute-options.ts';
import { type ComputeContext, jobContext } from '../models/job-context.ts';
import { pairsOf } from '../pictures/project-pairs.ts';

interface Item {
  pairId: number;
  side: 'lr' | 'hr';
  name: string;
}

/**
 * Lets readers read pairs and keeps what they made of them as suggestions, beside the labels; then proposes difficulties
 * anew from what is known. Readings of the same reader with the same weights are kept from an earlier run, so that a stopped
 * one goes on. Throws what `openOptions`, opening an engine and `inTransaction` throw.
 */
export async function* suggestionJob(
  request: SuggestionRequest,
  db: Database,
  { software, signal, promoted }: ComputeContext,
): AsyncGenerator<SuggestionEvent, SuggestionReport, void> {
  if (request.compute.readers.length === 0) {
    throw new Problem('no-reader-named', {});
  }
  const items = itemsOf(db, request);
  const options = await openOptions(
    { ...request.compute, height: 'auto' },
    { superResolution: false, software, promoted },
  );
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(options);
    yield { type: 'begun', items: items.length, opened };
    const calls = new ResilientCalls();
    const counts = { read: 0, kept: 0, failed: 0 };
    const read = (chunk: Item[]) => readChunk(db, chunk, { opened, compute, calls, again: request.again ?? false });
    for await (const event of inChunks(items, signal, read)) {
      counts[event.state]++;
      yield event;
    }
    const left = items.length - counts.read - counts.kept - counts.failed;
    return { ...counts, left, proposed: proposeDifficulties(db) };
  } finally {
    await compute.close();
  }
}

function itemsOf(db: Database, { filter, sides }: SuggestionRequest): Item[] {
  const items: Item[] = [];
  for (const pair of pairsOf(db, filter)) {
    for (const side of new Set(sides)) if (pair[side]) items.push({ pairId: pair.id, side, name: pair.name });
  }
  return items;
}

type ItemEvent = Extract<SuggestionEvent, { type: 'item' }>;

async function readChunk(
  db: Database,
  chunk: readonly Item[],
  job: { opened: Opened; compute: ComputeClient; calls: ResilientCalls; again: boolean },
): Promise<ItemEvent[]> {
  const toRead = job.again ? chunk : chunk.filter((item) => !isRead(db, item, job.opened));
  const pictures = toRead.map(({ pairId, side, name }) => {
    const { direction, [side]: bytes } = pairPictures(db, pairId);
    return { input: pairPicture(`the ${side.toUpperCase()} picture of ${name}`, bytes ?? new Uint8Array(), direction) };
  });
  const outcomes = await job.calls.run(pictures, (batch) => job.compute.call('read', batch));
  const byItem = new Map(toRead.map((item, i) => [item, outcomes[i] as Outcome<ReadResult>]));
  inTransaction(db, () => {
    for (const [item, outcome] of byItem) if (outcome.ok) store(db, item, outcome.value, job.opened);
  });
  return chunk.map((item): ItemEvent => {
    const { pairId, side } = item;
    const outcome = byItem.get(item);
    if (!outcome) return { type: 'item', pairId, side, state: 'kept' };
    if (!outcome.ok) return { type: 'item', pairId, side, state: 'failed', problem: outcome.problem };
    return { type: 'item', pairId, side, state: 'read' };
  });
}

/** Whether every reader has read it with the weights at hand. */
function isRead(db: Database, { pairId, side }: Item, { readers }: Opened): boolean {
  const known = suggestionsOf(db, pairId).filter((one) => one.side === side);
  return readers.every(({ id, sha256 }) => known.some((one) => one.reader === id && one.weightsSha256 === sha256));
}

function store(db: Database, { pairId, side }: Item, { readings }: ReadResult, { readers }: Opened): void {
  for (const { reader, reading } of readings) {
    const weightsSha256 = readers.find(({ id }) => id === reader)?.sha256 ?? '';
    const { text: transcription, confidence, characters } = reading;
    storeSuggestion(db, pairId, { side, reader, weightsSha256, transcription, confidence, characters });
  }
}

export const suggestionKind: JobDescriptor<'suggest'> = {
  kind: 'suggest',
  needs: () => 'write',
  conflicts: () => 'suggest',
  async *run(request, context) {
    const compute = { ...context, ...(await jobContext(context.openProject())) };
    return yield* suggestionJob(request, context.project().db, compute);
  },
  event: (suggest) => ({ type: 'suggest', suggest }),
  progress(counts, event) {
    if (event.type === 'begun') counts.of = event.items;
    else countItem(counts, event, `${event.pairId} ${event.side.toUpperCase()}`);
  },
  isComplete: ({ left }) => left === 0,
};
