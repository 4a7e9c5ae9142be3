import type { ProblemData } from '../../models/problem.ts';
import type { ComputeClient } from '../compute/client.ts';
import type { Outcome, ReadResult } from '../contract/compute.ts';
import { chunksOf, inOrder, resilient } from './batches.ts';
import type { FoundImage } from './inputs.ts';

const CHUNK = 16;
const CHUNKS_UNDER_WAY = 2;

export type ReadItem = { path: string } & (
  { state: 'read'; result: ReadResult } | { state: 'failed'; problem: ProblemData }
);

/** Reads every image with the readers that the compute host was opened with, and yields each in order. */
export async function* read(
  images: readonly FoundImage[],
  compute: ComputeClient,
  signal: AbortSignal,
): AsyncGenerator<ReadItem> {
  const chunks = chunksOf(images, CHUNK);
  for await (const results of inOrder(chunks, CHUNKS_UNDER_WAY, signal, (chunk) => readChunk(chunk, compute))) {
    yield* results;
  }
}

async function readChunk(images: readonly FoundImage[], compute: ComputeClient): Promise<ReadItem[]> {
  const outcomes = await resilient(
    images.map(({ path }) => ({ input: path })),
    (items) => compute.call('read', items),
  );
  return images.map(({ path }, i) => {
    const outcome = outcomes[i] as Outcome<ReadResult>;
    return outcome.ok
      ? { path, state: 'read', result: outcome.value }
      : { path, state: 'failed', problem: outcome.problem as ProblemData };
  });
}
