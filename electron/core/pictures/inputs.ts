import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { pageAddress } from '../../contract/page-address.ts';
import { picturesIn, type Pictures } from './page-count.ts';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';

/** Endings of pictures that are read. */
const READ_ENDINGS = [
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.tif',
  '.tiff',
  '.bmp',
  '.gif',
  '.avif',
  '.jp2',
  '.j2k',
  '.jpx',
];
/** Endings of pictures that are not, each of which is named instead of passed over. */
const OTHER_ENDINGS = [
  '.heic',
  '.heif',
  '.jxl',
  '.psd',
  '.dng',
  '.cr2',
  '.cr3',
  '.nef',
  '.arw',
  '.orf',
  '.raf',
  '.rw2',
];

/** Endings that a folder is searched for; a file named outright is tried whatever its ending. */
const IMAGE_ENDINGS = new Set([...READ_ENDINGS, ...OTHER_ENDINGS]);

export const isImageName = (name: string): boolean => IMAGE_ENDINGS.has(extname(name).toLowerCase());

export interface FoundImage {
  /** Of a page beyond the first, its address. */
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
  /** Folders below those that were named which could not be searched, and files that hold more than is read of them. */
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
    throw new Problem('no-images-found', { places: names.join(', '), endings: READ_ENDINGS.join(' ') });
  }
  return withPages({ ...found, images: outside.length > 0 ? outside : once });
}

/** Files that are looked into at a time. */
const AT_ONCE = 32;

/** Every page of a TIFF as an image of its own, and a word on files of which only the first picture is read. */
async function withPages({ images, problems, passedOver }: FoundInputs): Promise<FoundInputs> {
  const all: FoundImage[] = [];
  const words: ProblemData[] = [];
  for (let i = 0; i < images.length; i += AT_ONCE) {
    const part = images.slice(i, i + AT_ONCE);
    const counted = await Promise.all(part.map(({ path }) => picturesIn(path).catch(() => ONE)));
    for (const [j, image] of part.entries()) {
      const { kind, count } = counted[j] ?? ONE;
      all.push(image);
      if (kind !== 'pages') {
        if (count > 1) words.push(firstOnly(image.path, kind, count).toData());
        continue;
      }
      for (let page = 2; page <= count; page++) {
        all.push({ path: pageAddress(image.path, page), relativePath: pageName(image.relativePath, page) });
      }
    }
  }
  return { images: all, problems: [...problems, ...words], passedOver };
}

const ONE: Pictures = { kind: 'frames', count: 1 };

/** What page 2 of `a/scan.tif` is called as a picture of its own: `a/scan-page-2.tif`. */
export const pageName = (path: string, page: number): string =>
  join(dirname(path), `${stemOf(path).replace(SIDE, `-page-${page}$1`)}${extname(path)}`);

/** The end of a name, with the side of a pair where it says one: page 2 of `a_lr.tif` is `a-page-2_lr.tif`. */
const SIDE = /((?:(?<=.)[_.-](?:lr|hr))?)$/i;

/** What is to be said of a file of which only the first picture is read. */
export const firstOnly = (path: string, kind: 'frames' | 'views', count: number): Problem =>
  new Problem(kind === 'frames' ? 'first-frame-only' : 'first-picture-only', { path, count });

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
