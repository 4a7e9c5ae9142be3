import { basename, dirname, resolve } from 'node:path';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { SURER_BY } from '../../../models/recognition/choose-reading.ts';
import { ComputeClient } from '../../compute/client/client.ts';
import type { Opened } from '../../contract/compute.ts';
import {
  PHOTO_FORMAT,
  type PhotoEvent,
  type PhotoReport,
  type PhotoRequest,
  type PhotoSettings,
} from '../../contract/photo.ts';
import { makeFolder } from '../files/make-folder.ts';
import { countItem, type JobDescriptor } from '../job-kind.ts';
import { openOptions } from '../models/compute-options.ts';
import { type ComputeContext, jobContext } from '../models/job-context.ts';
import { inOrder, ResilientCalls } from '../pictures/batches.ts';
import { findImages } from '../pictures/inputs.ts';
import { finishedResult, writeResult } from './photo-files.ts';
import { notesOn } from './photo-notes.ts';
import { PhotoPage } from './photo-page.ts';
import { type PlannedPhoto, planPhotos } from './photo-plan.ts';

const NOTICE =
  'Text read by machine from a photo. Where a line was restored before it was read, strokes may be invented; both readings are kept.';

/** A photo fills the machine by itself; another is decoded meanwhile. */
const UNDER_WAY = 1;

type ItemEvent = Extract<PhotoEvent, { type: 'item' }>;

/**
 * Finds, restores and reads the lines of photos, and writes what was read beside each other below `out`. After an abort of `signal` the
 * photo in hand is finished; the same request again goes on from there. Throws what `findImages`, `openOptions` and opening an engine
 * throw, `bad-argument`, and `disk-full`.
 */
export async function* photoJob(
  request: PhotoRequest,
  { software, signal, promoted }: ComputeContext,
): AsyncGenerator<PhotoEvent, PhotoReport, void> {
  const { shard, again = false, asTheyAre = false } = request;
  if (shard && shard.part > shard.of) {
    throw new Problem('no-such-part', { part: shard.part, parts: shard.of });
  }
  const { images, problems, passedOver } = await findImages(request.inputs, request.out);
  const photos = planPhotos(images, request.out, shard);
  await makeFolder(request.out);
  if (request.report !== undefined) await makeFolder(dirname(request.report));
  const use = { superResolution: !asTheyAre, detection: true, software, promoted };
  const options = await openOptions(request.compute, use);
  const compute = new ComputeClient();
  try {
    const opened = await compute.open(options);
    yield {
      type: 'begun',
      items: photos.length,
      elsewhere: images.length - photos.length,
      opened,
      problems,
      passedOver,
    };
    const settings = settingsOf(request, opened);
    const page = request.report === undefined ? undefined : new PhotoPage(request.report, options, opened);
    const counts = { read: 0, kept: 0, failed: 0, empty: 0, lines: 0 };
    const calls = new ResilientCalls();
    const work = (photo: PlannedPhoto) =>
      readPhoto(photo, { request, settings, opened, software, again, compute, calls });
    for await (const event of inOrder(photos, UNDER_WAY, signal, work)) {
      counts[event.state]++;
      if (event.state === 'failed') {
        page?.addFailure(event.problem.sentence);
        if (event.problem.code === 'disk-full') throw Problem.from(event.problem);
      } else {
        const lines = event.result.blocks.flat().length;
        counts.lines += lines;
        if (lines === 0) counts.empty++;
        page?.add(event.input, event.result);
      }
      yield event;
    }
    await page?.write();
    return { ...counts, left: photos.length - counts.read - counts.kept - counts.failed };
  } finally {
    await compute.close();
  }
}

function settingsOf(
  { writing, compute: { mode, height } }: PhotoRequest,
  { detector, superResolution, readers }: Opened,
): PhotoSettings {
  return {
    writing: writing ?? 'auto',
    ...{ mode, height },
    detector: detector ?? { title: '', sha256: '' },
    model: superResolution ? { name: superResolution.name, sha256: superResolution.sha256 } : null,
    readers: readers.map(({ id, title, sha256 }) => ({ id, title, sha256 })),
    surerBy: SURER_BY,
  };
}

async function readPhoto(
  photo: PlannedPhoto,
  run: {
    request: PhotoRequest;
    settings: PhotoSettings;
    opened: Opened;
    software: string;
    again: boolean;
    compute: ComputeClient;
    calls: ResilientCalls;
  },
): Promise<ItemEvent> {
  const { request, settings, opened, software, again, compute, calls } = run;
  const { input } = photo;
  try {
    const former = again ? undefined : await finishedResult(photo, settings, request.formats);
    if (former) return { type: 'item', input, state: 'kept', result: former };
    const startedAt = new Date().toISOString();
    const { writing } = settings;
    const [outcome] = await calls.run([input], async () => [
      { ok: true as const, value: await compute.call('readPage', { input, writing }) },
    ]);
    if (!outcome?.ok) throw Problem.from(outcome?.problem ?? lostPhoto(input).toData());
    const { input: facts, ...page } = outcome.value;
    const result = await writeResult(
      photo,
      {
        format: PHOTO_FORMAT,
        ...{ notice: NOTICE, software, ...page },
        input: { file: basename(input), path: resolve(input), ...facts },
        ...{ settings, engine: { id: opened.engine, device: opened.device } },
        ...{ notes: notesOn(outcome.value, input), startedAt },
      },
      request.formats,
    );
    return { type: 'item', input, state: 'read', result };
  } catch (thrown) {
    const problem = asProblem(thrown, input);
    if (problem.code === 'cancelled' || problem.code === 'compute-died') throw problem;
    return { type: 'item', input, state: 'failed', problem: problem.toData() };
  }
}

const lostPhoto = (input: string): Problem => new Problem('photo-unanswered', { photo: input });

export const photoKind: JobDescriptor<'photo'> = {
  kind: 'photo',
  needs: () => 'none',
  conflicts: ({ out }) => out,
  async *run(request, context) {
    return yield* photoJob(request, { ...context, ...(await jobContext(context.openProject())) });
  },
  event: (photo) => ({ type: 'photo', photo }),
  progress(counts, event) {
    if (event.type === 'begun') counts.of = event.items;
    else countItem(counts, event, event.input);
  },
  isComplete: ({ left }) => left === 0,
  files: (event) => (event.type === 'item' ? { shown: [event.input] } : {}),
  reportPages: ({ report }) => (report === undefined ? [] : [report]),
};
