import { imagePixels } from '../../../models/image/decode.ts';
import type { Picture } from '../../contract/compute.ts';
import { bytesOf, nameOf } from './picture-files.ts';

/** Pixels that one call may hold decoded at a time; a single larger picture goes alone. */
const MOST_PIXELS = 32 * 2 ** 20;

/** Works on items in runs whose pictures together stay within the budget, so that a folder of scans fits in memory. */
export async function withinPixelBudget<I, R>(
  items: readonly I[],
  picturesOf: (item: I) => Picture[],
  work: (run: I[]) => Promise<R[]>,
): Promise<R[]> {
  const results: R[] = [];
  let run: I[] = [];
  let held = 0;
  for (const item of items) {
    const pixels = (await Promise.all(picturesOf(item).map(pixelsOf))).reduce((sum, count) => sum + count, 0);
    if (run.length > 0 && held + pixels > MOST_PIXELS) {
      results.push(...(await work(run)));
      run = [];
      held = 0;
    }
    run.push(item);
    held += pixels;
  }
  return run.length > 0 ? [...results, ...(await work(run))] : results;
}

/** 0 for what cannot be decoded; decoding says why. Files are small beside their pixels, so they are read twice. */
async function pixelsOf(picture: Picture): Promise<number> {
  try {
    return imagePixels(await bytesOf(picture), nameOf(picture));
  } catch {
    return 0;
  }
}
