import type { Database } from '../db/connection.ts';
import {
  type Finding,
  type ImageOfPair,
  imagesOfPairs,
  perceptualHashes,
  photosOfPairs,
  sharedImages,
} from '../db/queries/checks.ts';

/** Finds hashes that differ in at most so many bits; names them by their place in the list. */
export type FindNearDuplicates = (
  hashes: readonly bigint[],
  maxDistance: number,
) => Iterable<{ first: number; second: number; distance: number }>;

/** Pairs that a finding names at most. */
const MOST_NAMED = 20;

/** Pairs that share an image, of either side, with another pair. */
export function duplicates(db: Database): Finding[] {
  const links: Links = new Map();
  for (const group of groupsOf(sharedImages(db), ({ imageId }) => imageId)) {
    const shown = group.slice(0, MOST_NAMED + 1);
    for (const { pairId } of group) for (const other of shown) link(links, pairId, other.pairId);
  }
  return named(links);
}

/** Pairs whose image looks like that of another pair; images that are the same are left to `duplicates`. */
export function nearDuplicatePairs(db: Database, find: FindNearDuplicates, maxDistance: number): Finding[] {
  return named(nearLinks(db, find, maxDistance, () => true));
}

/** Pairs of which another split has the same image, one that looks like it, or another crop of the same photo. */
export function splitLeaks(db: Database, find: FindNearDuplicates, maxDistance: number): Finding[] {
  const leaks = (a: { split: string | null }, b: { split: string | null }) =>
    a.split !== null && b.split !== null && a.split !== b.split;
  const links = nearLinks(db, find, maxDistance, leaks);
  const groups: { pairId: number; split: string | null }[][] = [
    ...groupsOf(sharedImages(db), ({ imageId }) => imageId),
    ...groupsOf(photosOfPairs(db), ({ photo }) => photo),
  ];
  for (const group of groups) {
    for (const side of groupsOf(group, ({ split }) => split)) {
      const others = group.filter((other) => leaks(side[0], other)).slice(0, MOST_NAMED + 1);
      for (const { pairId } of side) for (const other of others) link(links, pairId, other.pairId);
    }
  }
  return named(links);
}

type Links = Map<number, Set<number>>;

function nearLinks(
  db: Database,
  find: FindNearDuplicates,
  maxDistance: number,
  counts: (a: ImageOfPair, b: ImageOfPair) => boolean,
): Links {
  const shownBy = new Map(
    groupsOf(imagesOfPairs(db), ({ imageId }) => imageId).map((group) => [group[0].imageId, group]),
  );
  const hashes = [...perceptualHashes(db)].filter(([imageId]) => shownBy.has(imageId));
  const pairsAt = (place: number) => shownBy.get((hashes[place] as [number, bigint])[0]) ?? [];
  const links: Links = new Map();
  for (const { first, second } of find(
    hashes.map(([, hash]) => hash),
    maxDistance,
  )) {
    for (const a of pairsAt(first)) {
      for (const b of pairsAt(second)) {
        if (!counts(a, b)) continue;
        link(links, a.pairId, b.pairId);
        link(links, b.pairId, a.pairId);
      }
    }
  }
  return links;
}

function groupsOf<T>(rows: readonly T[], keyOf: (row: T) => unknown): [T, ...T[]][] {
  const groups = new Map<unknown, [T, ...T[]]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}

function link(links: Links, from: number, to: number): void {
  if (from === to) return;
  const others = links.get(from);
  if (!others) links.set(from, new Set([to]));
  else if (others.size < MOST_NAMED) others.add(to);
}

const named = (links: Links): Finding[] =>
  [...links].map(([pairId, others]) => ({ pairId, detail: { pairs: [...others].sort((a, b) => a - b) } }));
