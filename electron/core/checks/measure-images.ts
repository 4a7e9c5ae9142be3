import { decodeImage } from '../../../models/image/decode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { asProblem, type ProblemData } from '../../../models/base/problem.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Database } from '../db/connection.ts';
import {
  type ImageMeasures,
  type Shift,
  storeMeasures,
  storeShift,
  unalignedPairCount,
  unalignedPairs,
  unmeasuredImageCount,
  unmeasuredImages,
} from '../db/queries/measures.ts';
import { noteMoment } from './check-state.ts';

/** What is measured of pictures; `models/quality` has them. */
export interface Measure {
  perceptualHash(raster: Raster): bigint;
  sharpness(raster: Raster): number;
  clippedShare(raster: Raster): number;
  alignmentShift(lr: Raster, hr: Raster): Shift;
}

export interface MeasureReport {
  images: number;
  pairs: number;
  /** What could not be decoded or measured; the rest was. */
  failed: { imageId?: number; pairId?: number; problem: ProblemData }[];
}

/** Encoded images in memory at a time, and measures lost at most by a crash. */
const A_BATCH = 32;

/**
 * Measures every image that has no measures yet, and the shift of every pair that has none. Batches are stored as they are
 * done, so an aborted run goes on where it stopped. Throws what `inTransaction` throws.
 */
export async function measureImages(
  db: Database,
  measure: Measure,
  options: { signal?: AbortSignal; onProgress?: (progress: { done: number; of: number }) => void } = {},
): Promise<MeasureReport> {
  const report: MeasureReport = { images: 0, pairs: 0, failed: [] };
  const of = unmeasuredImageCount(db) + unalignedPairCount(db);
  let done = 0;
  const step = (count: number) => options.onProgress?.({ done: (done += count), of });

  for (let after = 0; !options.signal?.aborted;) {
    const images = unmeasuredImages(db, after, A_BATCH);
    const last = images.at(-1);
    if (!last) break;
    after = last.id;
    const measured = await Promise.all(images.map(({ id, bytes }) => measuresOf(measure, id, bytes)));
    inTransaction(db, () => {
      for (const { imageId, measures, problem } of measured) {
        storeMeasures(db, imageId, measures);
        if (problem) report.failed.push({ imageId, problem });
        else report.images++;
      }
      noteMoment(db, 'measured');
    });
    step(images.length);
  }

  for (let after = 0; !options.signal?.aborted;) {
    const pairs = unalignedPairs(db, after, A_BATCH / 2);
    const last = pairs.at(-1);
    if (!last) break;
    after = last.id;
    const shifts = await Promise.all(pairs.map(async (pair) => ({ pair, ...(await shiftOf(measure, pair)) })));
    inTransaction(db, () => {
      for (const { pair, shift, problem } of shifts) {
        if (problem) report.failed.push({ pairId: pair.id, problem });
        else {
          storeShift(db, pair.id, shift);
          report.pairs++;
        }
      }
      noteMoment(db, 'measured');
    });
    step(pairs.length);
  }
  return report;
}

async function measuresOf(
  measure: Measure,
  imageId: number,
  bytes: Uint8Array,
): Promise<{ imageId: number; measures?: ImageMeasures; problem?: ProblemData }> {
  const name = `Image ${imageId}`;
  try {
    const raster = await decodeImage(bytes, name);
    return {
      imageId,
      measures: {
        perceptualHash: measure.perceptualHash(raster),
        sharpness: measure.sharpness(raster),
        clippedShare: measure.clippedShare(raster),
      },
    };
  } catch (error) {
    return { imageId, problem: asProblem(error, name, 'read').toData() };
  }
}

type ShiftOutcome = { shift: Shift; problem?: never } | { shift?: never; problem: ProblemData };

async function shiftOf(
  measure: Measure,
  pair: { name: string; lr: Uint8Array; hr: Uint8Array },
): Promise<ShiftOutcome> {
  try {
    const [lr, hr] = await Promise.all([
      decodeImage(pair.lr, `LR of ${pair.name}`),
      decodeImage(pair.hr, `HR of ${pair.name}`),
    ]);
    return { shift: measure.alignmentShift(lr, hr) };
  } catch (error) {
    return { problem: asProblem(error, `The pair ${pair.name}`, 'read').toData() };
  }
}
