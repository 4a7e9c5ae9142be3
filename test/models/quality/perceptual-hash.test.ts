import { expect, test } from 'vitest';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { hammingDistance, perceptualHash } from '../../../models/quality/perceptual-hash.ts';
import { adjusted, asJpeg, demoPairs, rasterOf } from './crops.ts';

const pairs = await demoPairs();
const crops = pairs.flatMap(({ lr, hr }) => [lr, hr]);

test('the distance counts bits, of signed hashes too', () => {
  expect(hammingDistance(0n, 0n)).toBe(0);
  expect(hammingDistance(0n, (1n << 64n) - 1n)).toBe(64);
  expect(hammingDistance(1n << 63n, 1n)).toBe(2);
  expect(hammingDistance(BigInt.asIntN(64, 0xf000_0000_0000_0000n), 0xf000_0000_0000_0001n)).toBe(1);
});

test('hardly changes when a crop is encoded again, resized a little or made brighter', async () => {
  for (const crop of crops) {
    const hash = perceptualHash(crop);
    const { width, height } = crop;
    for (const quality of [90, 50, 30]) {
      expect(hammingDistance(hash, perceptualHash(await asJpeg(crop, quality)))).toBeLessThanOrEqual(6);
    }
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
      [1, 1],
      [-1, -1],
    ] as const) {
      const resized = resizeBicubic(crop, width + dx, height + dy);
      expect(hammingDistance(hash, perceptualHash(resized))).toBeLessThanOrEqual(4);
    }
    expect(hammingDistance(hash, perceptualHash(adjusted(crop, 0.8, 10)))).toBeLessThanOrEqual(4);
  }
});

test('tells words apart, and finds LR by HR', () => {
  for (const side of ['lr', 'hr'] as const) {
    const hashes = pairs.map((pair) => perceptualHash(pair[side]));
    for (const [i, hash] of hashes.entries()) {
      for (const other of hashes.slice(0, i)) expect(hammingDistance(hash, other)).toBeGreaterThan(12);
    }
  }
  for (const { lr, hr } of pairs)
    expect(hammingDistance(perceptualHash(lr), perceptualHash(hr))).toBeLessThanOrEqual(6);
});

test('has 64 bits, half of them set, and none for one colour', () => {
  for (const crop of crops) {
    const hash = perceptualHash(crop);
    expect(hash).toBe(BigInt.asUintN(64, hash));
    expect(hammingDistance(hash, 0n)).toBe(32);
  }
  expect(perceptualHash(rasterOf(40, 12, () => 77))).toBe(0n);
  expect(perceptualHash(rasterOf(1, 1, () => 200))).toBe(0n);
});
