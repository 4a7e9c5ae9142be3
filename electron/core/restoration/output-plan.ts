import { join, resolve } from 'node:path';
import { Problem } from '../../../models/base/problem.ts';
import { folded } from '../files/file-names.ts';
import type { FoundImage } from '../pictures/inputs.ts';
import { withEnding } from '../pictures/inputs.ts';

export interface PlannedItem {
  input: string;
  /** Of the input, below the folder that was named. */
  relativePath: string;
  output: string;
  sidecar: string;
  /** Where the map of what was invented goes, where one is wanted. */
  invention?: string;
  /** Of an LR picture of the open project; `input` is then what messages call it, and no path. */
  pairId?: number;
}

/**
 * Where each image's restoration goes: the same name and subfolder below `folder`, as PNG. Inputs that would share an
 * output (`a.jpg` beside `a.tif`) keep their ending in it, and same-named files from different folders get a number.
 * With `inventions`, a map
 * goes beside each, as `NAME.invention.png`. Throws `bad-argument` where an output would be one of the inputs.
 */
export function planOutputs(
  images: readonly FoundImage[],
  folder: string,
  { inventions = false }: { inventions?: boolean } = {},
): PlannedItem[] {
  const inputs = new Set(images.filter(({ pairId }) => pairId === undefined).map(({ path }) => resolve(path)));
  const wanted = images.map(({ relativePath }) => withEnding(relativePath, '.png'));
  const count = countBy(wanted.map(folded));
  const taken = new Set<string>();
  return images.map(({ path, relativePath, pairId }, i) => {
    const shared = (count.get(folded(wanted[i] as string)) ?? 0) > 1;
    const name = firstFree(shared ? `${relativePath}.png` : (wanted[i] as string), taken, inventions);
    const output = join(folder, name);
    const invention = inventionBeside(output);
    const overwritten = [output, ...(inventions ? [invention] : [])].find((place) => inputs.has(resolve(place)));
    if (overwritten !== undefined) {
      throw new Problem('would-overwrite-input', { input: path, overwritten });
    }
    return {
      ...{ input: path, relativePath, output, sidecar: withEnding(output, '.json') },
      ...(inventions && { invention }),
      ...(pairId !== undefined && { pairId }),
    };
  });
}

const inventionBeside = (output: string): string => withEnding(output, '.invention.png');

/** The first of `name`, `name (2)`, … that is free, also for a map beside it where there are any. */
function firstFree(name: string, taken: Set<string>, inventions: boolean): string {
  const places = (candidate: string) =>
    [candidate, ...(inventions ? [inventionBeside(candidate)] : [])].map((place) => folded(place));
  let candidate = name;
  for (let n = 2; places(candidate).some((place) => taken.has(place)); n++) {
    candidate = withEnding(name, ` (${n}).png`);
  }
  for (const place of places(candidate)) taken.add(place);
  return candidate;
}

function countBy(names: readonly string[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return count;
}
