import { join, posix } from 'node:path';
import { Problem, type ProblemData } from '../../../models/base/problem.ts';
import type { ListedFile } from './folder-listing.ts';
import type { PicturePair } from './folder-pairs.ts';
import { labelEntries, labelFileRank, UNKNOWN_NAME_RANK } from './label-files.ts';
import type { LabelRow } from './label-row.ts';
import { AMBIGUOUS, PictureNames } from './picture-names.ts';

/** More than a person reads; what follows is counted. */
const MAX_FAULTS = 1000;

export interface LabelFault {
  /** `easy/labels.csv, line 7` */
  key: string;
  problem: ProblemData;
}

export interface LabelledPairs {
  /** As given, with those that label files put together anew. */
  pairs: PicturePair[];
  /** What label files say, by pair number. */
  rows: ReadonlyMap<number, LabelRow>;
  /** Folders whose label files named at least one picture. */
  labelledFolders: ReadonlySet<string>;
  faults: LabelFault[];
}

/**
 * Reads label files and finds the pairs that their rows speak of. A file in a deeper folder counts more than one above it,
 * and within a folder the order of `labelFileRank` decides, field by field; within a file the last row on a pair counts
 * and the earlier one is reported where it says something else.
 */
export async function labelPairs(
  top: string,
  paths: readonly string[],
  found: readonly PicturePair[],
  files: readonly ListedFile[],
): Promise<LabelledPairs> {
  const pairing = new Pairing(found);
  // A folder may hold a label file for each of its pictures.
  let latest: { folder: string; pairs: number; names: PictureNames } | undefined;
  const namesIn = (folder: string): PictureNames => {
    const pairs = pairing.pairs.length;
    if (latest?.folder === folder && latest.pairs === pairs) return latest.names;
    const names = new PictureNames(top, folder, paths, pairing.pairs, (picture) => pairing.pairOf(picture));
    latest = { folder, pairs, names };
    return names;
  };
  const rows = new Map<number, LabelRow>();
  const labelledFolders = new Set<string>();
  const faults: LabelFault[] = [];
  for (const { path } of weakestFirst(files)) {
    const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
    const names = namesIn(folder);
    const report = new FaultReport(path);
    const said = new Map<number, { place: string; row: LabelRow }>();
    for await (const { place, row, fault } of labelEntries(join(top, path))) {
      if (fault !== undefined) {
        report.add(place, fault);
        continue;
      }
      for (const left of row.faults) report.add(place, `${left}; the rest of it was taken`);
      const pair = pairOfRow(row, names, pairing);
      if (typeof pair === 'string') {
        report.add(place, pair);
        continue;
      }
      const earlier = said.get(pair);
      if (earlier && saying(earlier.row) !== saying(row)) {
        report.add(earlier.place, `is overruled by ${place}, which names the same picture`);
      }
      said.set(pair, { place, row });
    }
    for (const [pair, { row }] of said) rows.set(pair, merged(rows.get(pair) ?? rows.get(pairing.before(pair)), row));
    if (said.size > 0) labelledFolders.add(folder);
    faults.push(...report.faults());
  }
  return { pairs: pairing.pairs, rows, labelledFolders, faults };
}

function weakestFirst(files: readonly ListedFile[]): ListedFile[] {
  const depth = ({ path }: ListedFile) => path.split('/').length;
  const rank = ({ path }: ListedFile) => labelFileRank(path) ?? UNKNOWN_NAME_RANK;
  return files.toSorted((a, b) => depth(a) - depth(b) || rank(b) - rank(a));
}

/** What a row says, whatever it calls its picture. */
const saying = (row: LabelRow): string => JSON.stringify({ ...row, file: '', lr: '', hr: '' });

function merged(weaker: LabelRow | undefined, stronger: LabelRow): LabelRow {
  return { ...weaker, ...stronger, label: { ...weaker?.label, ...stronger.label } };
}

/** The pair that a row speaks of, or what is wrong (completes "Line 7 of FILE …"). */
function pairOfRow(row: LabelRow, names: PictureNames, pairing: Pairing): number | string {
  const hrName = row.hr ?? row.file;
  const numbers: (number | undefined)[] = [];
  for (const name of [row.lr, hrName]) {
    const number = name === undefined ? undefined : names.find(name);
    if (name !== undefined && number === undefined) return `names no picture here: ${name}`;
    if (number === AMBIGUOUS) return `names several pictures, tell them apart by their folders: ${name}`;
    numbers.push(number);
  }
  const [lr, hr] = numbers;
  if (lr === undefined) return pairing.pairOf(hr as number);
  if (lr === hr) return `names one picture as LR and as HR: ${row.lr ?? ''}`;
  return hr === undefined ? pairing.alone(lr) : pairing.join(lr, hr);
}

/** Which picture is in which pair, while label files change it. */
class Pairing {
  readonly pairs: PicturePair[];
  readonly #pairOf = new Map<number, number>();
  readonly #before = new Map<number, number>();

  constructor(found: readonly PicturePair[]) {
    this.pairs = found.map((pair) => ({ ...pair }));
    for (const [i, { lr, hr }] of this.pairs.entries()) {
      if (lr !== undefined) this.#pairOf.set(lr, i);
      if (hr !== undefined) this.#pairOf.set(hr, i);
    }
  }

  pairOf(picture: number): number {
    return this.#pairOf.get(picture) as number;
  }

  /** The pair that held the HR picture of one that was put together anew; else the pair itself. */
  before(pair: number): number {
    return this.#before.get(pair) ?? pair;
  }

  /** Makes a pair of two pictures, called and placed as the HR picture was; its number. */
  join(lr: number, hr: number): number {
    const together = this.pairOf(lr);
    if (together === this.pairOf(hr) && this.pairs[together]?.lr === lr) return together;
    const joined = this.pairs.length;
    const { name, folder } = this.pairs[this.pairOf(hr)] as PicturePair;
    this.#before.set(joined, this.before(this.pairOf(hr)));
    for (const picture of [lr, hr]) {
      this.#detach(picture);
      this.#pairOf.set(picture, joined);
    }
    this.pairs.push({ lr, hr, name, folder, stray: false });
    return joined;
  }

  /** The pair of an LR picture, which is to be taken even where it has no partner. */
  alone(lr: number): number {
    const pair = this.pairs[this.pairOf(lr)] as PicturePair;
    pair.lrAlone = true;
    if (pair.hr === lr) {
      pair.lr = lr;
      pair.hr = undefined;
    }
    return this.pairOf(lr);
  }

  #detach(picture: number) {
    const pair = this.pairs[this.pairOf(picture)] as PicturePair;
    if (pair.lr === picture) pair.lr = undefined;
    if (pair.hr === picture) pair.hr = undefined;
  }
}

/** The faults of one label file, the first thousand in full. */
class FaultReport {
  readonly #path: string;
  readonly #faults = new Map<string, string[]>();
  #more = 0;

  constructor(path: string) {
    this.#path = path;
  }

  add(place: string, what: string) {
    const known = this.#faults.get(place);
    if (known) known.push(what);
    else if (this.#faults.size < MAX_FAULTS) this.#faults.set(place, [what]);
    else this.#more++;
  }

  faults(): LabelFault[] {
    const faults = [...this.#faults].map(([place, whats]) => this.#fault(place, whats.join(', and ')));
    return this.#more === 0 ? faults : [...faults, this.#fault('the rest', `has ${this.#more} more faults`)];
  }

  #fault(place: string, what: string): LabelFault {
    const subject =
      place === '' ? this.#path : `${place.replace(/^./, (letter) => letter.toUpperCase())} of ${this.#path}`;
    return {
      key: place === '' ? this.#path : `${this.#path}, ${place}`,
      problem: new Problem('label-file-faulty', { subject, what }).toData(),
    };
  }
}
