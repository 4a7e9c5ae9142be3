import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import { firstOnly, isImageName, pageName } from '../pictures/inputs.ts';
import { picturesIn } from '../pictures/page-count.ts';
import { labelFileRank } from './label-files.ts';
import { namesPictures } from './label-layout.ts';
import { compareNaturally } from '../files/natural-order.ts';

export interface ListedFile {
  /** Relative to the folder that was listed, `/` between names. */
  path: string;
  size: number;
  /** Milliseconds since 1970, with fractions. */
  modified: number;
  /** Of a page beyond the first, which has a path of its own here: the file that it is in, and its number. */
  page?: { file: string; number: number };
}

export interface FolderListing {
  /** In natural order. */
  pictures: ListedFile[];
  labelFiles: ListedFile[];
  /** Folders and links that could not be followed, by relative path. */
  problems: { key: string; problem: ProblemData }[];
  /** What is to be said of pictures that are in the list. */
  remarks: { key: string; problem: ProblemData }[];
}

/** How many files are asked for their size at once. */
const AT_ONCE = 32;

/**
 * Pictures and label files at any depth below a folder. Hidden names are passed over; links to files are followed, links to
 * folders are reported instead, since they may lead round in a circle. Throws `not-found`, `not-readable` and
 * `bad-argument` for the folder itself.
 */
export async function listFolder(top: string): Promise<FolderListing> {
  const listing: FolderListing = { pictures: [], labelFiles: [], problems: [], remarks: [] };
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries: Dirent[];
    try {
      entries = await readdir(join(top, folder), { withFileTypes: true });
    } catch (error) {
      if (folder === '') throw unusable(error, top);
      listing.problems.push({ key: folder, problem: asProblem(error, join(top, folder), 'read').toData() });
      continue;
    }
    const files: string[] = [];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isSymbolicLink() || (entry.isFile() && isWanted(entry.name))) files.push(path);
    }
    for (let i = 0; i < files.length; i += AT_ONCE) {
      await Promise.all(files.slice(i, i + AT_ONCE).map((path) => addFile(listing, top, path)));
    }
  }
  listing.pictures = withoutDoubles(listing.pictures);
  for (const list of [listing.pictures, listing.labelFiles]) list.sort((a, b) => compareNaturally(a.path, b.path));
  for (const list of [listing.problems, listing.remarks]) list.sort((a, b) => compareNaturally(a.key, b.key));
  return listing;
}

/** A page gives way to a file that has the very name which the page would have. */
function withoutDoubles(pictures: readonly ListedFile[]): ListedFile[] {
  const files = new Set(pictures.filter(({ page }) => !page).map(({ path }) => path));
  return pictures.map((picture) => {
    let { path } = picture;
    while (picture.page && files.has(path)) path = path.replace(/(?=\.\w+$)/, '_');
    return path === picture.path ? picture : { ...picture, path };
  });
}

const isWanted = (name: string): boolean => isImageName(name) || labelFileRank(name) !== undefined || mayBeTable(name);

/** A label file under any other name. */
const mayBeTable = (name: string): boolean => /\.(?:txt|csv|tsv)$/i.test(name) && labelFileRank(name) === undefined;

async function addFile({ pictures, labelFiles, problems, remarks }: FolderListing, top: string, path: string) {
  try {
    const facts = await stat(join(top, path));
    if (facts.isDirectory()) problems.push({ key: path, problem: linkedFolder(join(top, path)).toData() });
    else if (!facts.isFile() && isWanted(path)) problems.push({ key: path, problem: noFile(join(top, path)).toData() });
    if (!facts.isFile() || !isWanted(path)) return;
    if (mayBeTable(path) && !(await namesPictures(join(top, path)))) return;
    const file = { path, size: facts.size, modified: facts.mtimeMs };
    if (!isImageName(path)) {
      labelFiles.push(file);
      return;
    }
    pictures.push(file);
    const { kind, count } = await picturesIn(join(top, path));
    if (kind !== 'pages') {
      if (count > 1) remarks.push({ key: path, problem: firstOnly(join(top, path), kind, count).toData() });
      return;
    }
    for (let number = 2; number <= count; number++) {
      pictures.push({ ...file, path: pageName(path, number).replaceAll(sep, '/'), page: { file: path, number } });
    }
  } catch (error) {
    const problem = path.includes('\uFFFD')
      ? undecodableName(join(top, path))
      : asProblem(error, join(top, path), 'read');
    if (isWanted(path)) problems.push({ key: path, problem: problem.toData() });
  }
}

function unusable(error: unknown, top: string): Problem {
  return (error as NodeJS.ErrnoException).code === 'ENOTDIR'
    ? new Problem('import-place-is-file', { folder: top })
    : asProblem(error, top, 'read');
}

const linkedFolder = (path: string): Problem => new Problem('linked-folder', { path });

const noFile = (path: string): Problem => new Problem('link-to-no-file', { path });

const undecodableName = (path: string): Problem => new Problem('name-not-utf8', { path });
