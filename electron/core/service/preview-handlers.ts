import { Problem } from '../../../models/base/problem.ts';
import type { Settings } from '../../contract/window.ts';
import type { PreviewPicture } from '../../contract/preview.ts';
import { storeSuggestion, suggestionsOf } from '../annotate/suggestions.ts';
import { inTransaction } from '../db/transaction.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { pairPictures } from '../db/queries/pair-pictures.ts';
import { pairPicture } from '../pictures/pair-picture.ts';
import { jobContext } from '../models/job-context.ts';
import { outputFolderOf } from '../restoration/restoration-job.ts';
import { exportReviewed, Reviews } from '../restoration/reviews.ts';
import { type PreviewPictures, type PreviewRun, Preview } from '../preview/preview.ts';
import type { studioBase } from './contract-base.ts';
import type { CurrentProject } from '../project/current-project.ts';

/** What the preview and the review work on. */
export interface PreviewSetup {
  current: CurrentProject;
  queue: JobQueue;
  /** Who reads, and what computes. */
  settings: { read(): Promise<Pick<Settings, 'engine' | 'readers'>> };
  software: string;
}

/** Calls on single pictures, and on what restorations came to. */
export function previewHandlers(
  { current, queue, settings, software }: PreviewSetup,
  studio: ReturnType<typeof studioBase>,
) {
  const preview = new Preview(software);
  const reviews = new Reviews();
  return {
    handlers: {
      preview: {
        restore: studio.preview.restore.handler(async ({ input: { picture, compute }, signal }) => {
          const { promoted } = await jobContext(current.ifOpen);
          return preview.restore(picturesOf(picture, current, queue), compute, { signal, promoted });
        }),
        read: studio.preview.read.handler(async ({ input: { pairId }, signal }) => {
          const { db } = current.writable;
          const { promoted } = await jobContext(current.writable);
          await readPair(pairId, { current, preview, settings: await settings.read(), run: { signal, promoted } });
          return suggestionsOf(db, pairId);
        }),
      },
      review: {
        given: studio.review.given.handler(({ input }) => reviews.given(input.jobId)),
        set: studio.review.set.handler(({ input: { jobId, output, ...review } }) => {
          if (!restorationsOf(queue, jobId).outputs.has(output)) throw unknownFile(output);
          return reviews.set(jobId, output, review);
        }),
        export: studio.review.export.handler(async ({ input: { jobId, ...request } }) => {
          const { outputs, folder } = restorationsOf(queue, jobId);
          return { copied: await exportReviewed({ outputs: [...outputs], folder, ...request }) };
        }),
      },
    },
    /** A PNG of the preview under `/media/preview/TOKEN/NAME.png`, while it is kept. */
    picture: (token: string, name: string): Uint8Array | undefined => preview.picture(token, name),
    close: (): Promise<void> => preview.close(),
  };
}

/** What a restoration made so far, and the folder that it is in. Throws `not-found`, `bad-argument` for another job. */
function restorationsOf(queue: JobQueue, jobId: number): { outputs: ReadonlySet<string>; folder: string } {
  const { request, projectFolder, outputs } = queue.made(jobId);
  if (request.kind !== 'restore') {
    throw new Problem('job-restores-nothing', { job: jobId });
  }
  return { outputs, folder: outputFolderOf(request.request, projectFolder) };
}

/** Throws `not-found` for a pair without LR, and for a file that the job has nothing to do with. */
function picturesOf(picture: PreviewPicture, current: CurrentProject, queue: JobQueue): PreviewPictures {
  if ('jobId' in picture) {
    if (!queue.hasFile(picture.jobId, picture.input)) throw unknownFile(picture.input);
    return { lr: picture.input, hr: null };
  }
  const { lr, hr, direction } = pairPictures(current.project.db, picture.pairId);
  if (!lr) throw new Problem('pair-without-lr', { pair: picture.pairId });
  return {
    lr: pairPicture(`the LR picture of pair ${picture.pairId}`, lr, direction),
    hr: hr && pairPicture(`the HR picture of pair ${picture.pairId}`, hr, direction),
  };
}

/** Reads both sides of a pair and keeps what the readers made of them. */
async function readPair(
  pairId: number,
  {
    current,
    preview,
    settings,
    run,
  }: {
    current: CurrentProject;
    preview: Preview;
    settings: Pick<Settings, 'engine' | 'readers'>;
    run: PreviewRun;
  },
): Promise<void> {
  const { db } = current.writable;
  const pictures = pairPictures(db, pairId);
  const sides = (['hr', 'lr'] as const).flatMap((side) => {
    const bytes = pictures[side];
    const name = `the ${side.toUpperCase()} picture of pair ${pairId}`;
    return bytes ? [{ side, picture: pairPicture(name, bytes, pictures.direction) }] : [];
  });
  if (sides.length === 0) throw new Problem('pair-without-pictures', { pair: pairId });
  const { results, weights } = await preview.read(
    sides.map(({ picture }) => picture),
    { ...settings, mode: 'correct', height: 'auto' },
    run,
  );
  inTransaction(db, () => {
    sides.forEach(({ side }, i) => {
      for (const { reader, reading } of results[i]?.readings ?? []) {
        const { text: transcription, confidence, characters } = reading;
        const weightsSha256 = weights.get(reader) ?? '';
        storeSuggestion(db, pairId, { side, reader, weightsSha256, transcription, confidence, characters });
      }
    });
  });
}

const unknownFile = (path: string): Problem => new Problem('file-not-of-job', { path });
