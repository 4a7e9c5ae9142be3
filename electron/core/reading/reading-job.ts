import { ComputeClient } from '../../compute/client/client.ts';
import type { ReadingEvent, ReadingReport, ReadingRequest } from '../../contract/jobs.ts';
import { findImages } from '../pictures/inputs.ts';
import { readLabels } from './transcriptions.ts';
import { read } from './read-images.ts';
import { ReadingTally } from './reading-scores.ts';
import { openOptions } from '../models/compute-options.ts';
import type { ComputeContext } from '../models/job-context.ts';

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
