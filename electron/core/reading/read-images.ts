import type { ProblemData } from '../../../models/base/problem.ts';
import type { ComputeClient } from '../../compute/client/client.ts';
import type { Outcome, ReadResult } from '../../contract/compute.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';
import type { FoundImage } from '../pictures/inputs.ts';

export type ReadItem = { image: FoundImage } & (
  { state: 'read'; result: ReadResult } | { state: 'failed'; problem: ProblemData }
);

/** Reads every image with the readers that the compute host was opened with, and yields each in order. */
export async function* read(
  images: readonly FoundImage[],
  compute: ComputeClient,
  signal: AbortSignal,
): AsyncGenerator<ReadItem> {
  const calls = new ResilientCalls();
  yield* inChunks(images, signal, (chunk) => readChunk(chunk, compute, calls));
}

async function readChunk(
  images: readonly FoundImage[],
  compute: ComputeClient,
  calls: ResilientCalls,
): Promise<ReadItem[]> {
  const outcomes = await calls.run(
    images.map(({ path }) => ({ input: path })),
    (items) => compute.call('read', items),
  );
  return images.map((image, i) => {
    const outcome = outcomes[i] as Outcome<ReadResult>;
    return outcome.ok
      ? { image, state: 'read', result: outcome.value }
      : { image, state: 'failed', problem: outcome.problem };
  });
}
