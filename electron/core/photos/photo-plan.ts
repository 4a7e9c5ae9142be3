import { join } from 'node:path';
import type { PhotoFormat } from '../../contract/photo.ts';
import { folded } from '../files/file-names.ts';
import type { FoundImage } from '../pictures/inputs.ts';
import { withEnding } from '../pictures/inputs.ts';
import { partOfPath } from './shard.ts';

export interface PlannedPhoto {
  input: string;
  /** Where its results go, without ending. */
  base: string;
}

/** Endings of what is written beside the JSON file that holds everything. */
export const ENDINGS: Readonly<Record<Exclude<PhotoFormat, 'json'>, string>> = {
  txt: '.txt',
  csv: '.csv',
  alto: '.alto.xml',
  page: '.page.xml',
  hocr: '.hocr',
};

export const resultOf = ({ base }: PlannedPhoto): string => `${base}.json`;

/**
 * Where the results of each photo of a part go: the same name and subfolder below `folder`. Photos that would share a name (`a.jpg`
 * beside `a.tif`) keep their ending in it, and same-named ones from different folders get a number, in every part the same.
 */
export function planPhotos(
  images: readonly FoundImage[],
  folder: string,
  shard: { part: number; of: number } = { part: 1, of: 1 },
): PlannedPhoto[] {
  const stems = images.map(({ relativePath }) => withEnding(relativePath, ''));
  const shared = Map.groupBy(stems, folded);
  const taken = new Set<string>();
  const planned = images.map(({ path, relativePath }, i): PlannedPhoto => {
    const stem = stems[i] as string;
    const wanted = (shared.get(folded(stem))?.length ?? 0) > 1 ? relativePath : stem;
    let name = wanted;
    for (let n = 2; taken.has(folded(name)); n++) name = `${wanted} (${n})`;
    taken.add(folded(name));
    return { input: path, base: join(folder, name) };
  });
  return planned.filter((_, i) => partOfPath((images[i] as FoundImage).relativePath, shard.of) === shard.part);
}
