import { dirname } from 'node:path';
import { Problem } from '../../../models/base/problem.ts';
import { ComputeClient } from '../../compute/client/client.ts';
import type { Picture } from '../../contract/compute.ts';
import type { RestorationEvent, RestorationReport, RestorationRequest } from '../../contract/jobs.ts';
import { chunksOf } from '../pictures/batches.ts';
import { findImages, type FoundInputs } from '../pictures/inputs.ts';
import { type Labels, readLabels } from '../reading/transcriptions.ts';
import { makeFolder } from '../files/make-folder.ts';
import { type PlannedItem, planOutputs } from './output-plan.ts';
import { layoutOf } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { RestorationPage } from './restoration-page.ts';
import { ReadingTally } from '../reading/reading-scores.ts';
import { restore } from './restore-items.ts';
import { openOptions } from '../models/compute-options.ts';
import { type ComputeContext, jobContext } from '../models/job-context.ts';
import { recordingRestoration } from '../models/record-uses.ts';
import { countItem, type JobDescriptor } from '../job-kind.ts';
import { pairsToRestore } from '../pictures/project-pairs.ts';

/** Items that are reported at a time. */
const A_PART = 1000;

interface Inputs extends FoundInputs {
  out: string;
  labels: Labels | undefined;
  pictureOf: (item: PlannedItem) => Picture;
}

/**
 * Restores pictures into a folder, each with its sidecar, and scores their readings. After an abort of `signal` the pictures
 * in hand are finished; the same request again goes on from there. `project` is asked for where pairs are to be restored. Throws
 * what `findImages`, `pairsToRestore`, `planOutputs`, `readLabels`, `openOptions` and opening an engine throw, `bad-argument`
 * without a folder to write to, and `disk-full`.
 */
export async function* restorationJob(
  request: RestorationRequest,
  project: () => Project,
  { software, signal, promoted }: ComputeContext,
): AsyncGenerator<RestorationEvent, RestorationReport, void> {
  const { images, problems, passedOver, out, labels, pictureOf } = await inputsOf(request, project);
  const items = planOutputs(images, out, { inventions: request.invention ?? false });
  await makeFolder(out);
  if (request.report !== undefined) await makeFolder(dirname(request.report));
  const options = await openOptions(request.compute, { superResolution: true, software, promoted });
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(options);
    yield { type: 'begun', items: items.length, opened, problems, passedOver };
    for (const part of chunksOf(items, A_PART)) {
      yield { type: 'planned', items: part.map(({ input, pairId }) => ({ input, pairId })) };
    }
    const tally = new ReadingTally(opened, options.mode, labels);
    const page =
      request.report === undefined ? undefined : new RestorationPage(request.report, labels, options, opened);
    const counts = { restored: 0, kept: 0, failed: 0 };
    const again = request.again ?? false;
    for await (const result of restore({ items, pictureOf, options, compute, again, signal }, opened)) {
      const { item, state } = result;
      const { input, pairId } = item;
      counts[state]++;
      if (state === 'failed') {
        yield { type: 'item', input, pairId, state, problem: result.problem };
        continue;
      }
      const { sidecar } = result;
      tally.add(item.relativePath, sidecar.readings);
      await page?.add(item, pictureOf(item), sidecar);
      const label = labels?.of(item.relativePath);
      yield { type: 'item', input, pairId, state, output: item.output, sidecar, label };
    }
    await page?.write(tally.scores());
    const left = items.length - counts.restored - counts.kept - counts.failed;
    return { ...counts, left, scores: tally.scores(), labels: tally.labelUse() };
  } finally {
    await compute.close();
  }
}

async function inputsOf(request: RestorationRequest, project: () => Project): Promise<Inputs> {
  const { inputs, out } = request;
  const given = request.labels === undefined ? undefined : await readLabels(request.labels);
  if ('length' in inputs) {
    if (out === undefined) {
      throw new Problem('no-output-folder', {});
    }
    return { ...(await findImages(inputs, out)), out, labels: given, pictureOf: ({ input }) => input };
  }
  const { db, folder } = project();
  const { images, labels, pictureOf } = pairsToRestore(db, inputs);
  const place = out ?? layoutOf(folder).restored;
  return { images, problems: [], passedOver: 0, out: place, labels: given ?? labels, pictureOf };
}

/** Where the restorations of a request are. `project` is the folder of the project that it works on. */
export const outputFolderOf = ({ out }: RestorationRequest, project: string | null): string =>
  out ?? layoutOf(project ?? '').restored;

export const restorationKind: JobDescriptor<'restore'> = {
  kind: 'restore',
  needs: ({ inputs }) => ('length' in inputs ? 'none' : 'write'),
  conflicts: ({ out }) => out ?? null,
  async *run(request, context) {
    const { openProject } = context;
    const job = restorationJob(request, context.project, { ...context, ...(await jobContext(openProject())) });
    return yield* recordingRestoration(job, request.out, openProject);
  },
  event: (restore) => ({ type: 'restore', restore }),
  progress(counts, event) {
    if (event.type === 'begun') counts.of = event.items;
    else if (event.type === 'item') countItem(counts, event, event.input);
  },
  isComplete: ({ left }) => left === 0,
  files(event) {
    if (event.type === 'begun') return {};
    // The picture of a pair is no file, whatever it is called.
    const items = (event.type === 'planned' ? event.items : [event]).filter(({ pairId }) => pairId === undefined);
    return { shown: items.map(({ input }) => input), ...('output' in event && { outputs: [event.output] }) };
  },
  reportPages: ({ report }) => (report === undefined ? [] : [report]),
};
