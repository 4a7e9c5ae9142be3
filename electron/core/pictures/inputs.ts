import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';

/** Endings that a folder is searched for; a file named outright is tried whatever its ending. */
const IMAGE_ENDINGS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.bmp']);

export const isImageName = (name: string): boolean => IMAGE_ENDINGS.has(extname(name).toLowerCase());

export interface FoundImage {
  path: string;
  /** Path below the folder that was named, e.g. `1912/ledger-03.jpg`; the bare name for a file named outright. */
  relativePath: string;
  /** Of the LR picture of a pair of the open project; `path` is then only what messages call it. */
  pairId?: number;
}

export interface FoundInputs {
  images: FoundImage[];
  /** Files in searched folders that are no images by their ending. */
  passedOver: number;
  /** Folders below those that were named which could not be searched. */
  problems: ProblemData[];
}

/**
 * Image files named by paths of files, of folders (searched all the way down) and by glob patterns, each once, in name
 * order. Where some lie below `except` (the output folder) and others do not, only the others are taken: the former are
 * results of an earlier run. Throws `not-found` for a path that does not exist and
 * `bad-argument` where nothing was found.
 */
export async function findImages(names: readonly string[], except?: string): Promise<FoundInputs> {
  const found: FoundInputs = { images: [], passedOver: 0, problems: [] };
  for (const name of names) await addInput(found, name);
  const once = [...new Map(found.images.map((image) => [resolve(image.path), image])).values()];
  const outside = except === undefined ? once : once.filter(({ path }) => !isBelow(path, except));
  if (once.length === 0) {
    throw new Problem(
      'bad-argument',
      `No images were found in ${names.join(', ')}.`,
      `Name image files, folders or patterns; folders are searched for ${[...IMAGE_ENDINGS].join(' ')}.`,
    );
  }
  return { ...found, images: outside.length > 0 ? outside : once };
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function addInput(found: FoundInputs, name: string) {
  const facts = await stat(name).catch((error: unknown) => {
    if (isDynamicPattern(name) && asProblem(error, name).code === 'not-found') return undefined;
    throw asProblem(error, name, 'read');
  });
  if (facts?.isDirectory()) {
    await addFolder(found, name, name);
  } else if (facts) {
    found.images.push({ path: name, relativePath: basename(name) });
  } else {
    const matches = (await glob(name, { onlyFiles: true, absolute: false, dot: false })).sort();
    for (const path of matches) found.images.push({ path, relativePath: basename(path) });
  }
}

async function addFolder(found: FoundInputs, top: string, folder: string) {
  const names: { name: string; folder: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      const isFolder = entry.isDirectory();
      if (isFolder || entry.isFile() || entry.isSymbolicLink()) names.push({ name: entry.name, folder: isFolder });
    }
  } catch (error) {
    const problem = asProblem(error, folder, 'read');
    if (folder === top) throw problem;
    found.problems.push(problem.toData());
    return;
  }
  for (const { name, folder: isFolder } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, name);
    if (isFolder) {
      if (!name.startsWith('.')) await addFolder(found, top, path);
    } else if (isImageName(name)) {
      found.images.push({ path, relativePath: relative(top, path) });
    } else {
      found.passedOver++;
    }
  }
}

/** Name without folder and ending. */
export function stemOf(path: string): string {
  return basename(path, extname(path));
}

/** `path` with its ending replaced. */
export function withEnding(path: string, ending: string): string {
  return join(dirname(path), stemOf(path) + ending);
}
