import { join, resolve } from 'node:path';
import { Problem } from '../../models/problem.ts';
import type { FoundImage } from './inputs.ts';
import { withEnding } from './inputs.ts';

export interface PlannedItem {
  input: string;
  /** Of the input, below the folder that was named. */
  relativePath: string;
  output: string;
  sidecar: string;
}

/**
 * Where each image's restoration goes: the same name and subfolder below `folder`, as PNG. Inputs that would share an
 * output (`a.jpg` beside `a.tif`) keep their ending in it, and same-named files from different folders get a number.
 * Throws `bad-argument` where an output would be one of the inputs.
 */
export function planOutputs(images: readonly FoundImage[], folder: string): PlannedItem[] {
  const inputs = new Set(images.map(({ path }) => resolve(path)));
  const wanted = images.map(({ relativePath }) => withEnding(relativePath, '.png'));
  const count = countBy(wanted.map(fold));
  const taken = new Set<string>();
  return images.map(({ path, relativePath }, i) => {
    const shared = (count.get(fold(wanted[i] as string)) ?? 0) > 1;
    const name = firstFree(shared ? `${relativePath}.png` : (wanted[i] as string), taken);
    const output = join(folder, name);
    if (inputs.has(resolve(output))) {
      throw new Problem(
        'bad-argument',
        `The restoration of ${path} would overwrite ${output}, which is one of the inputs.`,
        'Choose another folder with --out: originals are never written to.',
      );
    }
    return { input: path, relativePath, output, sidecar: withEnding(output, '.json') };
  });
}

/** File names that differ only by case are one file on macOS and Windows. */
const fold = (name: string): string => name.normalize('NFC').toLowerCase();

function firstFree(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let n = 2; taken.has(fold(candidate)); n++) candidate = withEnding(name, ` (${n}).png`);
  taken.add(fold(candidate));
  return candidate;
}

function countBy(names: readonly string[]): Map<string, number> {
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  return count;
}
