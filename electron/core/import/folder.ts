import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { pageAddress } from '../../contract/page-address.ts';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import { focalLengths } from './focal-lengths.ts';
import { labelPairs, type LabelledPairs } from './folder-labels.ts';
import { listFolder, type FolderListing, type ListedFile } from './folder-listing.ts';
import { pairUp, type PicturePair, type Sides } from './folder-pairs.ts';
import type { LabelRow } from './label-row.ts';
import { entriesAfter } from './entries-after.ts';
import { compareNaturally } from '../files/natural-order.ts';
import { readPicture } from './picture-file.ts';
import type { ImportItem, ImportSource, ImportStep } from '../db/dataset-item.ts';
import { stemOf } from '../pictures/inputs.ts';

export interface FolderOptions {
  /** Folders that hold the LR and the HR pictures under equal names, relative to the folder or absolute within it. */
  sides?: { lr: string; hr: string };
}

type Entry = { key: string } & (
  { problem: ProblemData; remark?: true; pair?: never } | { pair: PlannedPair; problem?: never; remark?: never }
);

/** It says something of label files and pictures, and no picture is left out for it. */
const asRemark = (said: { key: string; problem: ProblemData }): Entry => ({ ...said, remark: true });

interface PlannedPair {
  lr: string | undefined;
  hr: string | undefined;
  name: string;
  subset: string;
  row: LabelRow | undefined;
}

/**
 * Opens a folder of pairs, or of single pictures, with its label files; what is accepted is in this folder's README.
 * Label files are read and everything is put in order here; pictures are read as the steps are taken.
 *
 * Throws `not-found`, `not-readable`, and `bad-argument` where it is no folder or holds no picture.
 */
export async function openFolder(path: string, options: FolderOptions = {}): Promise<ImportSource> {
  const top = resolve(path);
  const sides = options.sides && (await checkedSides(top, options.sides));
  const listing = await listFolder(top);
  if (listing.pictures.length === 0 && listing.problems.length === 0) {
    throw new Problem('no-pictures-to-import', { folder: top });
  }
  const entries = await plan(top, listing, sides);
  return {
    kind: 'folder',
    location: top,
    fingerprint: fingerprintOf(listing, sides),
    count: entries.length,
    steps: (after) => steps(top, entries, placesIn(top, listing), after),
    close: () => Promise.resolve(),
  };
}

async function checkedSides(top: string, sides: Sides): Promise<Sides> {
  const below = async (folder: string): Promise<string> => {
    const path = resolve(top, folder);
    const way = relative(top, path);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      throw new Problem('side-outside', { path, folder: top });
    }
    const facts = await stat(path).catch((error: unknown) => {
      throw asProblem(error, path, 'read');
    });
    if (!facts.isDirectory()) throw new Problem('side-not-folder', { path });
    return way.replaceAll(sep, '/');
  };
  const found = { lr: await below(sides.lr), hr: await below(sides.hr) };
  if (found.lr === found.hr) {
    throw new Problem('sides-equal', {});
  }
  return found;
}

function fingerprintOf({ pictures, labelFiles }: FolderListing, sides: Sides | undefined): string {
  const hash = createHash('sha256').update(JSON.stringify(sides ?? null));
  const line = ({ path, size, modified }: ListedFile) => JSON.stringify([path, size, modified]);
  for (const file of [...pictures, ...labelFiles]) hash.update(`\n${line(file)}`);
  return hash.digest('hex');
}

/** Everything there is to give or to report: faults of label files and folders first, then pairs in natural order. */
async function plan(top: string, listing: FolderListing, sides: Sides | undefined): Promise<Entry[]> {
  const paths = listing.pictures.map(({ path }) => path);
  const labelled = await labelPairs(top, paths, pairUp(paths, sides), listing.labelFiles);
  const generated = generatedTranscriptions(paths, labelled.labelledFolders);
  const entries: Entry[] = [];
  for (const [i, pair] of labelled.pairs.entries()) {
    const entry = planPair(top, paths, pair, labelled, i);
    if (!entry) continue;
    const text = generated.get(posix.dirname(entry.key))?.(entry.key);
    if (entry.pair && !entry.pair.row && text !== undefined) {
      entry.pair.row = { label: { transcription: text }, faults: [] };
    }
    entries.push(entry);
  }
  entries.sort((a, b) => compareNaturally(a.key, b.key));
  return [...[...labelled.faults, ...listing.remarks].map(asRemark), ...listing.problems, ...entries];
}

function planPair(
  top: string,
  paths: readonly string[],
  pair: PicturePair,
  { rows }: LabelledPairs,
  number: number,
): Entry | undefined {
  const lr = pair.lr === undefined ? undefined : paths[pair.lr];
  const hr = pair.hr === undefined ? undefined : paths[pair.hr];
  const key = hr ?? lr;
  // Its pictures went into other pairs.
  if (key === undefined) return undefined;
  const row = rows.get(number);
  if (hr === undefined && !pair.lrAlone) return { key, problem: unpaired(join(top, key)) };
  if (pair.stray && !row) return { key, problem: stray(join(top, key)) };
  const name = (row?.name ?? pair.name).normalize('NFC');
  return { key, pair: { lr, hr, name, subset: row?.subset ?? pair.folder.normalize('NFC'), row } };
}

const unpaired = (path: string): ProblemData => new Problem('lr-without-hr', { path }).toData();

const stray = (path: string): ProblemData => new Problem('stray-picture', { path }).toData();

/** What a listed path leads to: a file, or the address of a page. */
type PlaceOf = (path: string) => string;

function placesIn(top: string, { pictures }: FolderListing): PlaceOf {
  const pages = new Map(pictures.flatMap(({ path, page }) => (page ? [[path, page] as const] : [])));
  return (path) => {
    const page = pages.get(path);
    return page ? pageAddress(join(top, page.file), page.number) : join(top, path);
  };
}

async function* steps(
  top: string,
  entries: readonly Entry[],
  placeOf: PlaceOf,
  after: string | undefined,
): AsyncGenerator<ImportStep> {
  for (const { key, problem, remark, pair } of entriesAfter(entries, after, top)) {
    if (problem) {
      yield { cursor: key, skipped: { key, problem, ...(remark && { remark }) } };
      continue;
    }
    let item: ImportItem;
    try {
      item = await readItem(placeOf, key, pair);
    } catch (error) {
      yield { cursor: key, skipped: { key, problem: asProblem(error, placeOf(key), 'read').toData() } };
      continue;
    }
    yield { cursor: key, item };
  }
}

async function readItem(
  placeOf: PlaceOf,
  key: string,
  { lr, hr, name, subset, row }: PlannedPair,
): Promise<ImportItem> {
  const lrPicture = lr === undefined ? undefined : await readPicture(placeOf(lr));
  const hrPicture = hr === undefined ? undefined : await readPicture(placeOf(hr));
  return {
    key,
    name,
    subset,
    photo: row?.photo ?? key,
    ...(lrPicture && { lr: lrPicture.bytes }),
    ...(hrPicture && { hr: hrPicture.bytes }),
    label: { ...row?.label, ...focalLengths(row, lrPicture, hrPicture) },
  };
}

/** Names of generated words: `123_READING_62745.jpg`, number, word, number of the word in the lexicon. */
const GENERATED = /^\d+_([\p{L}\p{N}]+)_\d+$/u;

type TranscriptionOf = (path: string) => string | undefined;

/**
 * Transcriptions that stand in the names of MJSynth-style pictures, by folder. Only a folder whose pictures all follow the
 * pattern counts, with a letter in at least one of the words (else the names are dates), and only where no label file of
 * the folder or of one above it, one of `labelledFolders`, says what its pictures read.
 */
function generatedTranscriptions(
  paths: readonly string[],
  labelledFolders: ReadonlySet<string>,
): ReadonlyMap<string, TranscriptionOf> {
  const folders = Map.groupBy(paths, (path) => posix.dirname(path));
  const found = new Map<string, TranscriptionOf>();
  for (const [folder, pictures] of folders) {
    if (isLabelled(folder, labelledFolders)) continue;
    const words = pictures.map(wordOf);
    if (words.every((word) => word !== undefined) && words.some((word) => /\p{L}/u.test(word)))
      found.set(folder, wordOf);
  }
  return found;
}

const wordOf = (path: string): string | undefined => GENERATED.exec(stemOf(path).normalize('NFC'))?.[1];

function isLabelled(folder: string, labelledFolders: ReadonlySet<string>): boolean {
  for (let at = folder; at !== '.'; at = posix.dirname(at)) if (labelledFolders.has(at)) return true;
  return labelledFolders.has('');
}
