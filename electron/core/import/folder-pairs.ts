import { posix } from 'node:path';
import { stemOf } from '../pictures/inputs.ts';

/** Pictures that belong together, as numbers into the listing. */
export interface PicturePair {
  lr: number | undefined;
  hr: number | undefined;
  name: string;
  /** Folder of the pair; `easy` for `easy/lr/1.png` and `easy/hr/1.png`, '' for the top. */
  folder: string;
  /** Neither LR nor HR by its place or name, beside pictures that are. */
  stray: boolean;
  /** A label file names the LR picture alone. */
  lrAlone?: boolean;
}

/** Folders of LR and of HR pictures, relative to the folder that is imported. */
export interface Sides {
  lr: string;
  hr: string;
}

/**
 * Pairs up pictures by where they lie and what they are called: `lr/…/NAME` with `hr/…/NAME`, `NAME_lr` with `NAME_hr` in one
 * folder (also with `-` or `.`), or NAME in the two folders of `sides`. Case of LR and HR does not matter, nor does that of
 * NAME, nor blanks around it, where only one partner comes into question, nor the
 * Unicode form of a name, nor the ending; where a name stands with several endings, equal endings go together. All else is
 * a pair of one picture: HR, unless it was found on the LR side.
 */
export function pairUp(paths: readonly string[], sides?: Sides): PicturePair[] {
  const groups = new Map<string, Group>();
  for (const [i, path] of paths.entries()) {
    const place = sides ? namedPlace(path, sides) : placeOf(path);
    if (!place) continue;
    const key = `${place.folder}/${place.name}`.normalize('NFC');
    const group = groups.get(key) ?? { place, lr: [], hr: [], single: [] };
    groups.set(key, group);
    group[place.side].push(i);
  }
  for (const [from, to] of sameButForCase(groups)) {
    groups.get(to)?.lr.push(...(groups.get(from)?.lr ?? []));
    groups.delete(from);
  }
  const pairs: PicturePair[] = [];
  const foldersOfPairs = new Set<string>();
  for (const { place, lr, hr, single } of groups.values()) {
    const { name, folder } = place;
    const add = (lr: number | undefined, hr: number | undefined) => pairs.push({ lr, hr, name, folder, stray: false });
    const matched = matchEndings(paths, lr, hr);
    for (const [i, j] of matched) add(i, j);
    if (matched.size > 0) foldersOfPairs.add(folder);
    for (const i of lr) if (!matched.has(i)) add(i, undefined);
    const taken = new Set(matched.values());
    for (const i of [...hr, ...single]) if (!taken.has(i)) add(undefined, i);
  }
  for (const pair of pairs) {
    const path = pair.hr === undefined ? undefined : (paths[pair.hr] as string);
    pair.stray = !sides && path !== undefined && placeOf(path).side === 'single' && foldersOfPairs.has(pair.folder);
  }
  return pairs;
}

interface Group {
  place: Place;
  lr: number[];
  hr: number[];
  single: number[];
}

/** LR pictures without a partner, and the one group of HR pictures without any whose name differs in case or blanks alone. */
function sameButForCase(groups: ReadonlyMap<string, Group>): [from: string, to: string][] {
  const alike = Map.groupBy(groups.keys(), (key) =>
    key
      .toLowerCase()
      .split('/')
      .map((part) => part.trim())
      .join('/'),
  );
  return [...alike.values()].flatMap((keys): [string, string][] => {
    const [from, ...otherLr] = keys.filter(
      (key) => groups.get(key)?.hr.length === 0 && groups.get(key)?.single.length === 0,
    );
    const [to, ...otherHr] = keys.filter((key) => groups.get(key)?.lr.length === 0 && groups.get(key)?.hr.length !== 0);
    const isClear = from !== undefined && to !== undefined && otherLr.length === 0 && otherHr.length === 0;
    return isClear ? [[from, to]] : [];
  });
}

function matchEndings(paths: readonly string[], lr: readonly number[], hr: readonly number[]): Map<number, number> {
  if (lr.length === 1 && hr.length === 1) return new Map([[lr[0] as number, hr[0] as number]]);
  const endingOf = (i: number) => posix.extname(paths[i] as string).toLowerCase();
  const matched = new Map<number, number>();
  for (const i of lr) {
    const partner = hr.find((j) => endingOf(j) === endingOf(i) && ![...matched.values()].includes(j));
    if (partner !== undefined) matched.set(i, partner);
  }
  return matched;
}

interface Place {
  side: 'lr' | 'hr' | 'single';
  folder: string;
  name: string;
}

/** A file name may hold line breaks. */
const SUFFIX = /^(.+)[_.-](lr|hr)$/is;

function placeOf(path: string): Place {
  const folders = foldersOf(path);
  const [, base, suffix] = SUFFIX.exec(stemOf(path)) ?? [];
  const at = folders.findLastIndex((folder) => /^(?:lr|hr)$/i.test(folder));
  const side = (at < 0 ? suffix : folders[at])?.toLowerCase() as 'lr' | 'hr' | undefined;
  const agrees = base !== undefined && suffix?.toLowerCase() === side;
  return {
    side: side ?? 'single',
    folder: folders.filter((_, i) => i !== at).join('/'),
    name: agrees ? base : stemOf(path),
  };
}

function namedPlace(path: string, sides: Sides): Place | undefined {
  // One of the folders may hold the other.
  const deeperFirst = sides.lr.length > sides.hr.length ? (['lr', 'hr'] as const) : (['hr', 'lr'] as const);
  for (const side of deeperFirst) {
    const top = sides[side];
    if (top === '' || path.startsWith(`${top}/`)) {
      const below = top === '' ? path : path.slice(top.length + 1);
      return { side, folder: foldersOf(below).join('/'), name: stemOf(below) };
    }
  }
  return undefined;
}

const foldersOf = (path: string): string[] => path.split('/').slice(0, -1);
