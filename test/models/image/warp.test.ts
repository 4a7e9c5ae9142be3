import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { isConvex, warpQuad, type Point, type Quad } from '../../../models/image/warp.ts';
import { largestDifference } from './fixtures.ts';
import { noise } from './noise.ts';

const WIDTH = 23;
const HEIGHT = 17;
const picture: Raster = { width: WIDTH, height: HEIGHT, data: noise(3 * WIDTH * HEIGHT, 5) };
const [TL, TR, BR, BL]: Quad = [
  [0, 0],
  [WIDTH, 0],
  [WIDTH, HEIGHT],
  [0, HEIGHT],
];

/** The picture whose pixel (x, y) is that of `picture` at `from(x, y)`. */
function moved(width: number, height: number, from: (x: number, y: number) => Point): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [fx, fy] = from(x, y);
      const at = 3 * (fy * WIDTH + fx);
      data.set(picture.data.subarray(at, at + 3), 3 * (y * width + x));
    }
  }
  return { width, height, data };
}

describe('exact', () => {
  test('the whole picture is itself', () => {
    expect(warpQuad(picture, [TL, TR, BR, BL], WIDTH, HEIGHT)).toEqual(picture);
  });

  test.each<[string, Quad, Raster]>([
    ['clockwise', [BL, TL, TR, BR], moved(HEIGHT, WIDTH, (x, y) => [y, HEIGHT - 1 - x])],
    ['counter-clockwise', [TR, BR, BL, TL], moved(HEIGHT, WIDTH, (x, y) => [WIDTH - 1 - y, x])],
    ['upside down', [BR, BL, TL, TR], moved(WIDTH, HEIGHT, (x, y) => [WIDTH - 1 - x, HEIGHT - 1 - y])],
    ['mirrored', [TR, TL, BL, BR], moved(WIDTH, HEIGHT, (x, y) => [WIDTH - 1 - x, y])],
  ])('turned %s', (_, quad, expected) => {
    expect(warpQuad(picture, quad, expected.width, expected.height)).toEqual(expected);
  });

  test('a cut along pixel borders', () => {
    const quad: Quad = [
      [3, 4],
      [10, 4],
      [10, 9],
      [3, 9],
    ];
    expect(warpQuad(picture, quad, 7, 5)).toEqual(moved(7, 5, (x, y) => [x + 3, y + 4]));
  });
});

test.each([
  [46, 34],
  [31, 40],
  [9, 17],
  [7, 5],
])('along the axes it is the bicubic resize: %i×%i', (width, height) => {
  // The resize cuts overshoot off between its two passes; without overshoot there is nothing to cut off.
  const soft = { ...picture, data: picture.data.map((value) => 80 + value / 4) };
  const warped = warpQuad(soft, [TL, TR, BR, BL], width, height);
  expect(largestDifference(warped.data, resizeBicubic(soft, width, height).data)).toBeLessThanOrEqual(1);
});

/** Where (u, v) of a width×height result comes from: the eight equations of the corners, solved by elimination. */
function sourceOf(quad: Quad, width: number, height: number): (u: number, v: number) => Point {
  const corners: Quad = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const rows = corners.flatMap(([u, v], i) => {
    const [x, y] = quad[i] as Point;
    return [
      [u, v, 1, 0, 0, 0, -u * x, -v * x, x],
      [0, 0, 0, u, v, 1, -u * y, -v * y, y],
    ];
  });
  for (let i = 0; i < 8; i++) {
    const best = rows.slice(i).reduce((a, b) => (Math.abs(b[i] as number) > Math.abs(a[i] as number) ? b : a));
    rows.splice(rows.indexOf(best), 1);
    rows.splice(i, 0, best);
    for (const row of rows) {
      if (row === best) continue;
      const factor = (row[i] as number) / (best[i] as number);
      for (let k = i; k < 9; k++) row[k] = (row[k] as number) - factor * (best[k] as number);
    }
  }
  const [a, b, c, d, e, f, g, h] = rows.map((row, i) => (row[8] as number) / (row[i] as number)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return (u, v) => [(a * u + b * v + c) / (g * u + h * v + 1), (d * u + e * v + f) / (g * u + h * v + 1)];
}

test('a pattern under perspective is where the homography says', () => {
  // Smooth, so that interpolation itself adds no error of note; defined at every point, not at pixels only.
  const pattern = (x: number, y: number) => [
    128 + 90 * Math.sin(x / 9) * Math.cos(y / 11),
    20 + x + y / 2,
    128 + 90 * Math.cos((x - y) / 12),
  ];
  const width = 120;
  const height = 90;
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(pattern(x + 0.5, y + 0.5).map(Math.round), 3 * (y * width + x));
  }
  const quad: Quad = [
    [21.3, 14.8],
    [101.7, 30.2],
    [88.1, 70.6],
    [15.4, 61.9],
  ];
  const warped = warpQuad({ width, height, data }, quad, 80, 45);
  const source = sourceOf(quad, 80, 45);
  for (let v = 0; v < 45; v++) {
    for (let u = 0; u < 80; u++) {
      const expected = pattern(...source(u + 0.5, v + 0.5));
      const actual = [...warped.data.subarray(3 * (v * 80 + u), 3 * (v * 80 + u) + 3)];
      actual.forEach((value, i) => {
        expect(Math.abs(value - (expected[i] as number)), `(${u}, ${v})`).toBeLessThan(2);
      });
    }
  }
});

test('shrinking averages instead of picking pixels', () => {
  const size = 64;
  const data = Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return ((pixel % size) + Math.floor(pixel / size)) % 2 === 0 ? 0 : 255;
  });
  const tilted: Quad = [
    [8, 12],
    [54, 6],
    [58, 52],
    [12, 58],
  ];
  const warped = warpQuad({ width: size, height: size, data }, tilted, 11, 11);
  for (const value of warped.data) expect(Math.abs(value - 127.5)).toBeLessThan(12);
});

test.each<[string, Quad]>([
  ['crossing sides', [TL, BR, TR, BL]],
  ['three corners on a line', [TL, [5, 0], TR, BL]],
  ['bent inwards', [TL, TR, [4, 3], BL]],
  ['one point', [TL, TL, TL, TL]],
  ['what is no number', [TL, TR, [NaN, 3], BL]],
])('%s are refused', (_, quad) => {
  expect(() => warpQuad(picture, quad, 5, 5)).toThrow(RangeError);
});

test.each([
  [0, 5],
  [5, -1],
  [2.5, 5],
])('a size of %d×%d is refused', (width, height) => {
  expect(() => warpQuad(picture, [TL, TR, BR, BL], width, height)).toThrow(RangeError);
});

test.each([
  ['hardly larger than a point', 1e-4],
  ['as small as numbers get', 5e-324],
])('a quad %s is refused', (_, side) => {
  const speck = [
    [7, 5],
    [7 + side, 5],
    [7 + side, 5 + side],
    [7, 5 + side],
  ] as const;
  expect(() => warpQuad(picture, speck, 4, 4)).toThrow(RangeError);
});

test('a flat picture stays flat under any convex quad, also past the border', () => {
  const flat: Raster = { width: 20, height: 10, data: new Uint8Array(600).fill(77) };
  const between = (min: number, max: number) => fc.integer({ min: 1000 * min, max: 1000 * max }).map((x) => x / 1000);
  const point = fc.tuple(between(-5, 25), between(-5, 15));
  fc.assert(
    fc.property(fc.tuple(point, point, point, point), (quad) => {
      fc.pre(isConvex(quad));
      expect(warpQuad(flat, quad, 6, 4).data.every((value) => value === 77)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
