import { Problem } from '../../../models/base/problem.ts';
import type { Picture } from '../../contract/compute.ts';
import type { ChosenPairs } from '../../contract/jobs.ts';
import type { ListedPair, PairFilter } from '../../contract/pairs.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Database } from '../db/connection.ts';
import { pairIdsOf, placeOf } from '../db/queries/browse.ts';
import { listedPairs } from '../db/queries/listed-pairs.ts';
import { pairPictures } from '../db/queries/pair-pictures.ts';
import { readIdentity } from '../db/queries/project-facts.ts';
import { FileNames } from '../files/file-names.ts';
import type { FoundImage } from './inputs.ts';
import { Labels } from '../reading/transcriptions.ts';
import { pairPicture } from './pair-picture.ts';
import type { Pair, PairSet } from '../evaluation/pair-set.ts';
import { lockSplit } from '../split/apply.ts';

const A_PAGE = 1000;

/** The pairs of a filter with their labels of the first pass, in id order, a page in memory at a time. */
export function* pairsOf(db: Database, filter: PairFilter): Generator<ListedPair> {
  for (let after; ;) {
    const ids: number[] = pairIdsOf(db, { filter }, { after, limit: A_PAGE });
    yield* listedPairs(db, ids, 1);
    const last = ids.at(-1);
    if (last === undefined) return;
    after = placeOf(db, last);
  }
}

/**
 * A project's pairs to evaluate on. The splits that they are in are locked: what figures were measured on must not change
 * under them. Throws `bad-argument` where the filter has no pair of both sides, and what `inTransaction` throws.
 */
export function takeForEvaluation(db: Database, filter: PairFilter): PairSet {
  const ids = new Map<Pair, number>();
  const unpaired: string[] = [];
  const identity = readIdentity(db);
  const splits = new Set<NonNullable<ListedPair['split']>>();
  for (const { id, name, subset, split, lr, hr, label } of pairsOf(db, filter)) {
    if (!lr || !hr) {
      unpaired.push(name);
      continue;
    }
    if (split) splits.add(split);
    const transcription = label.illegible ? undefined : (label.transcription ?? undefined);
    ids.set(
      { name, subset, lr: `the LR picture of ${name}`, hr: `the HR picture of ${name}`, label: transcription },
      id,
    );
  }
  if (ids.size === 0) {
    throw new Problem('no-pairs-chosen', {});
  }
  inTransaction(db, () => {
    for (const split of splits) lockSplit(db, split);
  });
  return {
    pairs: [...ids.keys()],
    unpaired,
    ...(splits.has('train') && identity && { trainedIn: identity.id }),
    picturesOf(pair) {
      const { lr, hr, direction } = pairPictures(db, ids.get(pair) ?? 0);
      if (lr && hr) return { lr: pairPicture(pair.lr, lr, direction), hr: pairPicture(pair.hr, hr, direction) };
      throw new Problem('pair-pictures-gone', { pair: pair.name });
    },
  };
}

/** LR pictures of a project, as a restoration takes pictures. */
export interface PairsToRestore {
  images: FoundImage[];
  /** By relative path. */
  labels: Labels;
  /** Throws `not-found` for a pair that is gone since. */
  pictureOf: (image: { input: string; pairId?: number }) => Picture;
}

/** The pairs that were chosen and have an LR picture. Throws `bad-argument` where there are none. */
export function pairsToRestore(db: Database, chosen: ChosenPairs): PairsToRestore {
  const pairs = 'filter' in chosen ? pairsOf(db, chosen.filter) : pairsWithIds(db, chosen.pairIds);
  const names = new FileNames([]);
  const images: FoundImage[] = [];
  const labels: [path: string, text: string][] = [];
  for (const { id, name, subset, lr, label } of pairs) {
    if (!lr) continue;
    // The number first: the same pair gets the same place whatever else is restored with it.
    const file = names.forPair({ pairId: id, name: `${id}-${name}`, subset });
    const relativePath = `${file.folder}${file.name}.png`;
    images.push({ path: `the LR picture of ${name}`, relativePath, pairId: id });
    if (!label.illegible && label.transcription !== null) labels.push([relativePath, label.transcription]);
  }
  if (images.length === 0) {
    throw new Problem('no-lr-chosen', {});
  }
  return {
    images,
    labels: new Labels(labels),
    pictureOf({ input, pairId = 0 }) {
      const { lr, direction } = pairPictures(db, pairId);
      if (lr) return pairPicture(input, lr, direction);
      throw new Problem('pair-picture-gone', { picture: capitalised(input) });
    },
  };
}

function* pairsWithIds(db: Database, ids: readonly number[]): Generator<ListedPair> {
  for (let start = 0; start < ids.length; start += A_PAGE) yield* listedPairs(db, ids.slice(start, start + A_PAGE), 1);
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
