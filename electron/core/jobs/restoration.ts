import { dirname } from 'node:path';
import { ComputeClient } from '../../compute/client.ts';
import type { RestorationEvent, RestorationReport, RestorationWish } from '../../contract/jobs.ts';
import { findImages } from '../inputs.ts';
import { readLabels } from '../labels.ts';
import { makeFolder } from '../make-folder.ts';
import { planOutputs } from '../output-plan.ts';
import { RestorationPage } from '../report/restoration-page.ts';
import { ReadingTally } from '../reading-tally.ts';
import { restore } from '../restore.ts';
import { openOptions } from './compute-wish.ts';

/**
 * Restores pictures into a folder, each with its sidecar, and scores their readings. After an abort of `signal` the pictures
 * in hand are finished; the same wish again goes on from there. Throws what `findImages`, `planOutputs`, `readLabels`,
 * `openOptions` and opening an engine throw, and `disk-full`.
 */
export async function* restorationJob(
  wish: RestorationWish,
  { software, signal }: { software: string; signal: AbortSignal },
): AsyncGenerator<RestorationEvent, RestorationReport, void> {
  const { images, problems, passedOver } = await findImages(wish.inputs, wish.out);
  const items = planOutputs(images, wish.out);
  const labels = wish.labels === undefined ? undefined : await readLabels(wish.labels);
  await makeFolder(wish.out);
  if (wish.report !== undefined) await makeFolder(dirname(wish.report));
  const options = await openOptions(wish.compute, { superResolution: true, software });
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(options);
    yield { type: 'begun', items: items.length, opened, problems, passedOver };
    const tally = new ReadingTally(opened, options.mode, labels);
    const page = wish.report === undefined ? undefined : new RestorationPage(wish.report, labels, options, opened);
    const counts = { restored: 0, kept: 0, failed: 0 };
    for await (const result of restore({ items, options, compute, again: wish.again ?? false, signal }, opened)) {
      const { item, state } = result;
      counts[state]++;
      if (state === 'failed') {
        yield { type: 'item', input: item.input, state, problem: result.problem };
        continue;
      }
      const { sidecar } = result;
      tally.add(item.relativePath, sidecar.readings);
      await page?.add(item, sidecar);
      const label = labels?.of(item.relativePath);
      yield { type: 'item', input: item.input, state, output: item.output, sidecar, label };
    }
    await page?.write(tally.scores());
    const left = items.length - counts.restored - counts.kept - counts.failed;
    return { ...counts, left, scores: tally.scores(), labels: tally.labelUse() };
  } finally {
    await compute.close();
  }
}
