import { resolve } from 'node:path';
import type { Split } from '../../contract/label.ts';
import { eachItem } from './each-item.ts';
import { FileNames } from '../files/file-names.ts';
import { makeExport } from './new-export.ts';
import { pictureEnding } from './picture-ending.ts';
import type { ExportItem } from '../db/dataset-item.ts';
import type { ExportTarget } from './target.ts';

const LISTS: Record<Split | 'none', string> = {
  train: 'rec_gt_train.txt',
  validation: 'rec_gt_validation.txt',
  test: 'rec_gt_test.txt',
  none: 'rec_gt.txt',
};

/** What ends a cell, or a line for one reader or another. */
const BREAKS = /[\p{Cc}\u2028\u2029]/u;

/**
 * Writes what PaddleOCR trains a recogniser on: `images/NAME` (HR, or LR where only that exists) and lists of path, tab and
 * text, one for each split, `rec_gt.txt` for pairs in none. Pairs without a text are left out. Throws what `makeExport` and
 * the items throw.
 */
export const exportPaddleOcr: ExportTarget = (destination, items, { onProgress, signal }) =>
  makeExport(destination, { signal }, async (folder) => {
    const names = new FileNames([]);
    const summary = await eachItem(items, { place: resolve(destination), signal, onProgress }, async (item) => {
      const text = textOf(item);
      if (text.reason !== undefined) return text.reason;
      const bytes = item.hr ?? item.lr;
      if (!bytes) return 'It has no image.';
      const { ending, reason } = pictureEnding(bytes, item.hr ? 'HR' : 'LR');
      if (reason !== undefined) return reason;
      const place = names.forPair(item);
      const path = `images/${place.folder}${place.name}${ending}`;
      await folder.write(path, bytes);
      await folder.append(LISTS[item.split ?? 'none'], `${path}\t${text.text}\n`);
      return undefined;
    });
    if (summary.written === 0) await folder.append(LISTS.none, '');
    return summary;
  });

function textOf({ label }: ExportItem): { text: string; reason?: never } | { text?: never; reason: string } {
  const { transcription, illegible } = label;
  if (illegible) return { reason: 'It is marked illegible.' };
  if (transcription === null) return { reason: 'It has no transcription.' };
  if (transcription === '') return { reason: 'Its label says that there is no text.' };
  if (BREAKS.test(transcription)) {
    return {
      reason:
        'Its transcription holds a tab, a line break or another control character, which PaddleOCR lists cannot say.',
    };
  }
  return { text: transcription };
}
