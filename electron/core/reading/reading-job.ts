import { ComputeClient } from '../../compute/client/client.ts';
import type { ReadingEvent, ReadingReport, ReadingRequest } from '../../contract/jobs.ts';
import { findImages, type FoundImage } from '../pictures/inputs.ts';
import { readLabels } from './transcriptions.ts';
import { ReadingTally } from './reading-scores.ts';
import { openOptions } from '../models/compute-options.ts';
import type { ComputeContext } from '../models/job-context.ts';
import type { ProblemData } from '../../../models/base/problem.ts';
import type { Outcome, ReadResult } from '../../contract/compute.ts';
import { inChunks, ResilientCalls } from '../pictures/batches.ts';

/** Reads pictures as they are and scores the readings. Throws what `restorationJob` throws. */
export async function* readingJob(
  request: ReadingRequest,
  { software, signal, promoted }: ComputeContext,
): AsyncGenerator<ReadingEvent, ReadingReport, void> {
  const { images, problems, passedOver } = await findImages(request.inputs);
  const labels = request.labels === undefined ? undefined : await readLabels(request.labels);
  const options = await openOptions(request.compute, { superResolution: false, software, promoted });
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(options);
    yield { type: 'begun', items: images.length, opened, problems, passedOver };
    const tally = new ReadingTally(opened, options.mode, labels);
    const counts = { read: 0, failed: 0 };
    for await (const item of read(images, compute, signal)) {
      const { path, relativePath } = item.image;
      counts[item.state]++;
      if (item.state === 'failed') {
        yield { type: 'item', input: path, state: 'failed', problem: item.problem };
        continue;
      }
      const { result } = item;
      tally.add(
        relativePath,
        result.readings.map(({ reader, reading }) => ({ reader, input: reading })),
      );
      yield { type: 'item', input: path, state: 'read', result, label: labels?.of(relativePath) };
    }
    const left = images.length - counts.read - counts.failed;
    return { ...counts, left, scores: tally.scores(), labels: tally.labelUse() };
  } finally {
    await compute.close();
  }
}

type ReadItem = { image: FoundImage } & (
  { state: 'read'; result: ReadResult } | { state: 'failed'; problem: ProblemData }
);

/** Reads every image with the readers that the compute host was opened with, and yields each in order. */
async function* read(
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
