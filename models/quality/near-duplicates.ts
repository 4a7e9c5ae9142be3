import { bitCount } from './perceptual-hash.ts';

const BITS = 64;
/** The hash is cut into so many bands of 16 bits. */
const BANDS = 4;
const KEYS = 2 ** (BITS / BANDS);

/**
 * Pairs of hashes that differ in at most `maxDistance` bits (0 to 64), each once, the one that came first in front, with
 * their distance.
 *
 * Of two such hashes at least one of four bands of 16 bits differs in at most maxDistance ⁄ 4 bits, so each hash is compared
 * only with those that a band leads to, itself or with so few bits changed: of n random hashes about n² ⁄ 30,000 for
 * distances up to 3, 17 times as many up to 7, 137 times up to 11. Beyond that, and for few hashes, all are compared with
 * all. Many hashes that look alike are compared with each other all the same. Throws RangeError for another distance.
 */
export function* nearDuplicates<Id>(
  hashes: Iterable<{ id: Id; hash: bigint }>,
  maxDistance: number,
): Generator<[Id, Id, number]> {
  if (!Number.isInteger(maxDistance) || maxDistance < 0 || maxDistance > BITS) {
    throw new RangeError(`${maxDistance} is no number of bits from 0 to ${BITS}`);
  }
  const { ids, words } = split(hashes);
  const most = Math.floor(maxDistance / BANDS);
  const changes = Uint16Array.from({ length: KEYS }, (_, key) => key).filter((key) => bitCount(key) <= most);
  const perHash = BANDS * changes.length * (1 + ids.length / KEYS);
  const candidates = perHash < ids.length ? sharingBands(words, ids.length, changes, most) : allPairs(ids.length);
  for (const [i, j] of candidates) {
    const distance = distanceOf(words, i, j);
    if (distance <= maxDistance) yield [ids[i] as Id, ids[j] as Id, distance];
  }
}

/** Band b of hash i is at BANDS × i + b. */
function split<Id>(hashes: Iterable<{ id: Id; hash: bigint }>): { ids: Id[]; words: Uint16Array } {
  const ids: Id[] = [];
  const all: bigint[] = [];
  for (const { id, hash } of hashes) {
    ids.push(id);
    all.push(BigInt.asUintN(BITS, hash));
  }
  return { ids, words: new Uint16Array(BigUint64Array.from(all).buffer) };
}

function distanceOf(words: Uint16Array, i: number, j: number): number {
  let distance = 0;
  for (let b = 0; b < BANDS; b++) distance += bandDistance(words, i, j, b);
  return distance;
}

const bandDistance = (words: Uint16Array, i: number, j: number, band: number): number =>
  bitCount((words[BANDS * i + band] as number) ^ (words[BANDS * j + band] as number));

function* allPairs(count: number): Generator<[number, number]> {
  for (let j = 1; j < count; j++) for (let i = 0; i < j; i++) yield [i, j];
}

/** Pairs with a band that differs in at most `most` bits, each once; `changes` are all such differences. */
function* sharingBands(
  words: Uint16Array,
  count: number,
  changes: Uint16Array,
  most: number,
): Generator<[number, number]> {
  for (let band = 0; band < BANDS; band++) {
    const { starts, order } = buckets(words, count, band);
    for (let j = 0; j < count; j++) {
      const key = words[BANDS * j + band] as number;
      for (const change of changes) {
        const end = starts[(key ^ change) + 1] as number;
        for (let at = starts[key ^ change] as number; at < end; at++) {
          const i = order[at] as number;
          if (i >= j) break;
          if (!foundBefore(words, i, j, band, most)) yield [i, j];
        }
      }
    }
  }
}

function foundBefore(words: Uint16Array, i: number, j: number, band: number, most: number): boolean {
  for (let earlier = 0; earlier < band; earlier++) if (bandDistance(words, i, j, earlier) <= most) return true;
  return false;
}

/** Numbers of hashes by their band, rising within each; those of key k are from starts[k] to starts[k + 1]. */
function buckets(words: Uint16Array, count: number, band: number): { starts: Uint32Array; order: Uint32Array } {
  const starts = new Uint32Array(KEYS + 1);
  for (let i = 0; i < count; i++) {
    const next = (words[BANDS * i + band] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let key = 0; key < KEYS; key++) starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
  const order = new Uint32Array(count);
  const free = starts.slice();
  for (let i = 0; i < count; i++) {
    const key = words[BANDS * i + band] as number;
    const at = free[key] as number;
    order[at] = i;
    free[key] = at + 1;
  }
  return { starts, order };
}
