import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage } from '../../../models/image/decode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { type Part, partOf } from './parts.ts';

export type Kind = 'words' | 'lines';

export interface RealText {
  /** Folder and file. */
  name: string;
  kind: Kind;
  /** Without marks. */
  text: string;
  raster: Raster;
}

const FOLDERS = { words: ['words'], lines: ['lines', 'lines-of-pages'] } as const;

/** Where the texts are, or why they are not. */
export async function findRealText(wanted: string | undefined): Promise<{ folder: string } | { reason: string }> {
  const folder =
    wanted ?? process.env.PALIMPSEST_REAL_TEXT ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
  for (const one of ['words', 'lines']) {
    const labels = join(folder, one, 'labels.tsv');
    const isThere = await access(labels).then(
      () => true,
      () => false,
    );
    if (!isThere)
      return { reason: `${labels} is missing; name the folder of real text with --data or PALIMPSEST_REAL_TEXT.` };
  }
  return { folder };
}

/** All crops of a part, in the order of their labels. */
export async function realText(folder: string, kind: Kind, part: Part): Promise<RealText[]> {
  const texts: RealText[] = [];
  for (const one of FOLDERS[kind]) {
    const labels = await readFile(join(folder, one, 'labels.tsv'), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && one === 'lines-of-pages') return '';
      throw error;
    });
    for (const row of labels.split('\n')) {
      const [file, label] = row.split('\t');
      if (!file || label === undefined || partOf(one, file) !== part) continue;
      const text = withoutMarks(label);
      if (!text) continue;
      const { width, height, data } = await decodeImage(await readFile(join(folder, one, file)), file);
      texts.push({ name: `${one}/${file}`, kind, text, raster: { width, height, data } });
    }
  }
  return texts;
}

/** `_` before a word means underscored and `^` superscript; neither is text. */
export const withoutMarks = (label: string): string => label.replaceAll(/[_^]/g, '').replaceAll(/\s+/g, ' ').trim();
