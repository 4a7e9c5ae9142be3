import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { asProblem, Problem } from '../../models/problem.ts';

/** Endings that a folder is searched for; a file named outright is tried whatever its ending. */
const IMAGE_ENDINGS = new Set(['.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff', '.bmp']);

export const isImageName = (name: string): boolean => IMAGE_ENDINGS.has(extname(name).toLowerCase());

export interface FoundImage {
  path: string;
  /** Path below the folder that was named, e.g. `1912/ledger-03.jpg`; the bare name for a file named outright. */
  relativePath: string;
}

export interface FoundInputs {
  images: FoundImage[];
  /** Files in searched folders that are no images by their ending. */
  passedOver: number;
}

/**
 * Image files named by paths of files, of folders (searched all the way down) and by glob patterns, each once, in name
 * order. Nothing below `except` (the output folder) is taken. Throws `not-found` for a path that does not exist and
 * `bad-argument` where nothing was found.
 */
export async function findImages(names: readonly string[], except?: string): Promise<FoundInputs> {
  const found: FoundInputs = { images: [], passedOver: 0 };
  for (const name of names) await addInput(found, name, except && resolve(except));
  const once = new Map(found.images.map((image) => [resolve(image.path), image]));
  if (once.size === 0) {
    throw new Problem(
      'bad-argument',
      `No images were found in ${names.join(', ')}.`,
      `Name image files, folders or patterns; folders are searched for ${[...IMAGE_ENDINGS].join(' ')}.`,
    );
  }
  return { images: [...once.values()], passedOver: found.passedOver };
}

async function addInput(found: FoundInputs, name: string, except: string | undefined) {
  const facts = await stat(name).catch((error: unknown) => {
    if (isDynamicPattern(name) && asProblem(error, name).code === 'not-found') return undefined;
    throw asProblem(error, name);
  });
  if (facts?.isDirectory()) {
    await addFolder(found, name, name, except);
  } else if (facts) {
    found.images.push({ path: name, relativePath: basename(name) });
  } else {
    const matches = (await glob(name, { onlyFiles: true, absolute: false, dot: false })).sort();
    for (const path of matches) found.images.push({ path, relativePath: basename(path) });
  }
}

async function addFolder(found: FoundInputs, top: string, folder: string, except: string | undefined) {
  const entries = await opendir(folder).catch((error: unknown) => {
    throw asProblem(error, folder);
  });
  const names: { name: string; folder: boolean }[] = [];
  for await (const entry of entries) {
    const isFolder = entry.isDirectory();
    if (isFolder || entry.isFile() || entry.isSymbolicLink()) names.push({ name: entry.name, folder: isFolder });
  }
  for (const { name, folder: isFolder } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, name);
    if (isFolder) {
      if (resolve(path) !== except && !name.startsWith('.')) await addFolder(found, top, path, except);
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
