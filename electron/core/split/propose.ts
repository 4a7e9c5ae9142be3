import { createHash } from 'node:crypto';
import { type Split, splitSchema } from '../../contract/label.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { Database } from '../db/connection.ts';
import { photosSharingImages, photosToSplit, type PhotoToSplit } from '../db/queries/splits.ts';

export interface SplitRequest {
  /** Relative sizes by number of pairs, such as `{ train: 8, validation: 1, test: 1 }`. */
  shares: Partial<Record<Split, number>>;
  /** The same seed splits the same photos in the same way. */
  seed: number;
  /** Give every subset the same shares. */
  stratifyBy?: 'subset';
}

export interface SplitProposal {
  /** Photo id to split, for every photo that has pairs. */
  splits: ReadonlyMap<number, Split>;
  /** Pairs that each split would have. */
  pairs: Record<Split, number>;
}

/**
 * Divides the source photos so that no photo, and no image that several photos share, is in two splits. Photos come in an
 * order that the seed and their content give, and each goes where most is missing, so shares differ from the requested ones
 * by at most about the pairs of one photo (of one a subset, where stratified). Locked photos stay and count. Changes
 * nothing. Throws `bad-argument`.
 */
export function proposeSplit(db: Database, { shares, seed, stratifyBy }: SplitRequest): SplitProposal {
  const requested = sharesOf(shares);
  const photos = photosToSplit(db);
  const groups = groupsThatBelongTogether(photos, photosSharingImages(db));
  const strata = stratifyBy ? Map.groupBy(groups, ({ subset }) => subset) : new Map([['', groups]]);
  const splits = new Map<number, Split>();
  for (const stratum of strata.values()) divide(stratum, requested, seed, splits);
  const pairs: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  for (const { id, pairs: count } of photos) pairs[splits.get(id) as Split] += count;
  return { splits, pairs };
}

interface Group {
  photos: PhotoToSplit[];
  pairs: number;
  subset: string;
  locked: Split | undefined;
}

function divide(groups: readonly Group[], shares: ReadonlyMap<Split, number>, seed: number, into: Map<number, Split>) {
  const total = groups.reduce((sum, { pairs }) => sum + pairs, 0);
  const missing = new Map([...shares].map(([split, share]) => [split, share * total]));
  const put = (group: Group, split: Split) => {
    // A locked photo keeps its split even where others that share an image with it were locked elsewhere.
    for (const photo of group.photos) into.set(photo.id, photo.locked && photo.split ? photo.split : split);
    missing.set(split, (missing.get(split) ?? 0) - group.pairs);
  };
  for (const group of groups) if (group.locked) put(group, group.locked);
  const open = groups
    .filter(({ locked }) => !locked)
    .map((group) => ({ group, order: orderOf(group, seed) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  for (const { group } of open) {
    const [neediest] = [...shares.keys()].sort((a, b) => (missing.get(b) ?? 0) - (missing.get(a) ?? 0));
    put(group, neediest as Split);
  }
}

/** Goes by what a photo is, not by when it was imported. */
const orderOf = ({ photos }: Group, seed: number): string =>
  photos
    .map(({ fingerprint, key }) => createHash('sha256').update(`${seed}\n${fingerprint}\n${key}`).digest('hex'))
    .sort()[0] ?? '';

function groupsThatBelongTogether(
  photos: readonly PhotoToSplit[],
  shared: readonly { imageId: number; photoId: number }[],
): Group[] {
  const parents = new Map(photos.map(({ id }) => [id, id]));
  const rootOf = (id: number): number => {
    let root = id;
    while (parents.get(root) !== root) root = parents.get(root) as number;
    parents.set(id, root);
    return root;
  };
  const firstOf = new Map<number, number>();
  for (const { imageId, photoId } of shared) {
    const first = firstOf.get(imageId);
    if (first === undefined) firstOf.set(imageId, photoId);
    else parents.set(rootOf(photoId), rootOf(first));
  }
  return [...Map.groupBy(photos, ({ id }) => rootOf(id)).values()].map((together) => ({
    photos: together,
    pairs: together.reduce((sum, { pairs }) => sum + pairs, 0),
    subset: (together[0] as PhotoToSplit).subset,
    locked: together.find(({ locked }) => locked)?.split ?? undefined,
  }));
}

function sharesOf(shares: SplitRequest['shares']): Map<Split, number> {
  const given = splitSchema.options.map((split): [Split, number] => [split, shares[split] ?? 0]);
  const total = given.reduce((sum, [, share]) => sum + share, 0);
  if (!Number.isFinite(total) || total <= 0 || given.some(([, share]) => !(share >= 0))) {
    throw new Problem('shares-unfit', {});
  }
  return new Map(given.filter(([, share]) => share > 0).map(([split, share]) => [split, share / total]));
}
