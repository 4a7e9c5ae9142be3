import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearDuplicates } from '../../../models/quality/near-duplicates.ts';
import { hammingDistance } from '../../../models/quality/perceptual-hash.ts';
import { random } from './crops.ts';

interface Hashed {
  id: string;
  hash: bigint;
}

function bruteForce(hashes: readonly Hashed[], maxDistance: number): string[] {
  return hashes
    .flatMap((b, j) => hashes.slice(0, j).map((a) => ({ a: a.id, b: b.id, distance: hammingDistance(a.hash, b.hash) })))
    .filter(({ distance }) => distance <= maxDistance)
    .map(({ a, b, distance }) => `${a} ${b} ${distance}`)
    .sort();
}

const found = (hashes: Iterable<Hashed>, maxDistance: number): string[] =>
  [...nearDuplicates(hashes, maxDistance)].map((pair) => pair.join(' ')).sort();

const hash64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
/** Some stand alone, most lie a few flipped bits from another. */
const clustered = fc
  .array(fc.tuple(hash64, fc.array(fc.array(fc.nat(63), { maxLength: 14 }), { maxLength: 5 })), { maxLength: 12 })
  .map((clusters) =>
    clusters.flatMap(([hash, copies]) => [
      hash,
      ...copies.map((bits) => bits.reduce((copy, bit) => copy ^ (1n << BigInt(bit)), hash)),
    ]),
  );

test('finds what comparing all with all finds', () => {
  fc.assert(
    fc.property(clustered, fc.constantFrom(0, 1, 3, 4, 6, 7, 8, 11, 20, 63, 64), (drawn, maxDistance) => {
      const hashes = drawn.map((hash, i) => ({ id: `h${i}`, hash }));
      expect(found(hashes, maxDistance)).toEqual(bruteForce(hashes, maxDistance));
    }),
    { numRuns: 300, seed: 7 },
  );
});

test.each([3, 6, 10])('finds the same through bands as by comparing all, up to distance %i', (maxDistance) => {
  const next = random(11);
  const word = () => BigInt(Math.floor(next() * 2 ** 32));
  const hashes: Hashed[] = [];
  for (let i = 0; i < 3_000; i++) {
    let hash = (word() << 32n) | word();
    const from = hashes[Math.floor(next() * 8 * hashes.length)];
    if (from) {
      hash = from.hash;
      for (let flips = Math.floor(next() * 13); flips > 0; flips--) hash ^= 1n << BigInt(Math.floor(next() * 64));
    }
    hashes.push({ id: String(i), hash: i % 2 ? hash : BigInt.asIntN(64, hash) });
  }
  const expected = bruteForce(hashes, maxDistance);
  expect(expected.length).toBeGreaterThan(50);
  expect(found(hashes, maxDistance)).toEqual(expected);
});

test('goes through 100,000 hashes without comparing all with all', () => {
  const next = random(3);
  const word = () => BigInt(Math.floor(next() * 2 ** 32));
  const hashes = Array.from({ length: 100_000 }, (_, id) => ({ id, hash: (word() << 32n) | word() }));
  const twins = hashes.slice(0, 100).map(({ id, hash }) => ({ id: 100_000 + id, hash: hash ^ 0x8001_0000_0010_0001n }));
  const pairs = [...nearDuplicates([...hashes, ...twins], 4)];
  expect(pairs.filter(([, second]) => second >= 100_000)).toEqual(
    expect.arrayContaining(twins.map(({ id }) => [id - 100_000, id, 4])),
  );
});

test('refuses what is no distance', () => {
  for (const distance of [-1, 65, 1.5, NaN]) expect(() => [...nearDuplicates([], distance)]).toThrow(RangeError);
});
