import type { FileNames } from '../files/file-names.ts';
import { pictureEnding } from './picture-ending.ts';
import type { ExportItem } from '../db/dataset-item.ts';

export interface PictureFile {
  /** Relative to the export, `/` between names. */
  path: string;
  bytes: Uint8Array;
}

export interface PairFiles {
  lr: PictureFile | undefined;
  hr: PictureFile | undefined;
  reason?: never;
}

/**
 * Where the pictures of a pair go: `SUBSET/lr/NAME.png` and `SUBSET/hr/NAME.png`, below `top` (with a `/` at its end). Or the
 * reason why they go nowhere.
 */
export function pairFiles(item: ExportItem, names: FileNames, top = ''): PairFiles | { reason: string } {
  const { lr, hr } = item;
  const lrEnding = lr && pictureEnding(lr, 'LR');
  const hrEnding = hr && pictureEnding(hr, 'HR');
  const reason = lrEnding?.reason ?? hrEnding?.reason ?? ((lr ?? hr) ? undefined : 'It has no image.');
  if (reason !== undefined) return { reason };
  const { folder, name } = names.forPair(item);
  const file = (side: string, bytes: Uint8Array | undefined, ending: string | undefined): PictureFile | undefined =>
    bytes && { path: `${top}${folder}${side}/${name}${ending ?? ''}`, bytes };
  return { lr: file('lr', lr, lrEnding?.ending), hr: file('hr', hr, hrEnding?.ending) };
}
