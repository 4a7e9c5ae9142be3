import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import type { Picture } from '../../contract/compute.ts';
import { isImageName, stemOf } from '../pictures/inputs.ts';
import { labelFileRank } from '../import/label-files.ts';
import { readLabels, type Labels } from '../reading/transcriptions.ts';

export interface Pair {
  name: string;
  /** Folder below the set's top that holds the pair, such as `easy`; empty for the top itself. */
  subset: string;
  /** Path, or what messages call it. */
  lr: string;
  hr: string;
  label: string | undefined;
}

/** Both sides of a pair, as the compute host takes them. */
export interface PairPictures {
  lr: Picture;
  hr: Picture;
}

export interface PairSet {
  pairs: Pair[];
  /** LR images without an HR partner. */
  unpaired: string[];
  /** The project whose train split some of them are in. */
  trainedIn?: string;
  /** Throws `not-found` for a pair that is gone since. */
  picturesOf: (pair: Pair) => PairPictures;
}

/** A label file with the folder that its names start from. */
interface PlacedLabels {
  folder: string;
  labels: Labels;
}

/**
 * LR/HR pairs below a folder: wherever it holds `lr/` and `hr/` with files of the same name, or `NAME_lr.*` beside
 * `NAME_hr.*`; transcriptions from label files in the same place or above it, the nearest counting most. Throws
 * `bad-argument` where there are none.
 */
export async function findPairs(top: string): Promise<PairSet> {
  const found: PairSet = { pairs: [], unpaired: [], picturesOf: ({ lr, hr }) => ({ lr, hr }) };
  await search(found, top, top, []);
  if (found.pairs.length === 0) {
    throw new Problem('no-pairs-found', { folder: top });
  }
  return found;
}

async function search(found: PairSet, top: string, folder: string, above: readonly PlacedLabels[]) {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw asProblem(error, folder);
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const labelFile = files
    .filter((name) => labelFileRank(name) !== undefined)
    .toSorted((a, b) => (labelFileRank(a) ?? 0) - (labelFileRank(b) ?? 0))[0];
  const placed = labelFile ? [{ folder, labels: await readLabels(join(folder, labelFile)) }, ...above] : above;
  const isPairFolder = folders.includes('lr') && folders.includes('hr');
  const lr = isPairFolder ? await imagesByStem(join(folder, 'lr')) : suffixed(folder, files, '_lr');
  const hr = isPairFolder ? await imagesByStem(join(folder, 'hr')) : suffixed(folder, files, '_hr');
  if (lr.size > 0 && hr.size > 0) {
    for (const [name, path] of lr) {
      const partner = hr.get(name);
      if (!partner) {
        found.unpaired.push(path);
        continue;
      }
      const label = labelOf(name, [path, partner], placed);
      found.pairs.push({ name, subset: relative(top, folder), lr: path, hr: partner, label });
    }
  }
  const deeper = folders.filter((name) => !(isPairFolder && (name === 'lr' || name === 'hr')) && !name.startsWith('.'));
  for (const name of deeper.sort()) await search(found, top, join(folder, name), placed);
}

function labelOf(name: string, pictures: readonly string[], placed: readonly PlacedLabels[]): string | undefined {
  const answers = placed.flatMap(({ folder, labels }) => [
    ...pictures.map((path) => labels.of(relative(folder, path))),
    labels.named(name),
  ]);
  return answers.find((text) => text !== undefined);
}

async function imagesByStem(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter(isImageName).sort();
  return new Map(names.map((name) => [stemOf(name), join(folder, name)]));
}

function suffixed(folder: string, files: readonly string[], suffix: string): Map<string, string> {
  const marked = files.filter((name) => isImageName(name) && stemOf(name).endsWith(suffix)).sort();
  return new Map(marked.map((name) => [stemOf(name).slice(0, -suffix.length), join(folder, name)]));
}
