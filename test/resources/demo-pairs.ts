import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '../../models/image/decode.ts';
import type { Raster } from '../../models/image/raster.ts';

export const DEMO = fileURLToPath(new URL('../../resources/demo/', import.meta.url));
export const DEMO_SUBSETS = ['easy', 'medium', 'hard'] as const;
export type DemoSubset = (typeof DEMO_SUBSETS)[number];

export interface DemoPair {
  name: string;
  label: string;
  lr: Raster;
  hr: Raster;
}

/** Lines of a subset's labels.tsv, split at the tab. */
export async function demoLabels(subset: DemoSubset): Promise<string[][]> {
  const text = await readFile(`${DEMO}${subset}/labels.tsv`, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

export async function demoPairs(subset: DemoSubset): Promise<DemoPair[]> {
  const raster = async (side: string, name: string) => {
    const path = `${DEMO}${subset}/${side}/${name}.png`;
    return decodeImage(await readFile(path), path);
  };
  return Promise.all(
    (await demoLabels(subset)).map(async ([name = '', label = '']) => ({
      name,
      label,
      lr: await raster('lr', name),
      hr: await raster('hr', name),
    })),
  );
}
