import { describe, expect, test } from 'vitest';
import {
  asCaptured,
  cropSize,
  directionOf,
  isWholePicture,
  quadFault,
  quadOf,
} from '../../../../electron/core/import/quad.ts';
import type { Point, Quad } from '../../../../electron/core/db/dataset-item.ts';

const UPRIGHT: Quad = [
  [10, 20],
  [50, 20],
  [50, 30],
  [10, 30],
];
const turned = (by: number): Quad => [0, 1, 2, 3].map((i) => UPRIGHT[(i + by) % 4]) as unknown as Quad;

describe('direction and crop as captured', () => {
  test.each([
    ['h', 0],
    ['vp', 1],
    ['td', 2],
    ['vn', 3],
  ])('%s', (direction, by) => {
    expect(directionOf(turned(by))).toBe(direction);
    expect(asCaptured(turned(by))).toEqual(UPRIGHT);
  });

  test('the two polygons that the TextZoom authors publish', () => {
    const td: Quad = [
      [247.94625, 186.31634],
      [99.29263, 186.60167],
      [99.29263, 165.77304],
      [247.94625, 166.34369],
    ];
    const vn: Quad = [
      [63.18353, 703.61181],
      [61.66713, 542.8729],
      [127.88347, 540.85103],
      [130.41081, 702.60087],
    ];
    expect([quadOf(td), directionOf(td)]).toEqual([td, 'td']);
    expect([quadOf(vn), directionOf(vn)]).toEqual([vn, 'vn']);
    expect(asCaptured(td)).toEqual([td[2], td[3], td[0], td[1]]);
    expect(asCaptured(vn)).toEqual([vn[1], vn[2], vn[3], vn[0]]);
    expect(cropSize(asCaptured(td))).toEqual({ width: 149, height: 21 });
    expect(cropSize(asCaptured(vn))).toEqual({ width: 67, height: 162 });
  });

  test.each([
    [44.9, 'h'],
    [45.1, 'vp'],
    [134.9, 'vp'],
    [135.1, 'td'],
    [-44.9, 'h'],
    [-45.1, 'vn'],
    [-134.9, 'vn'],
    [-135.1, 'td'],
  ])('a text turned by %d° is %s', (degrees, direction) => {
    const angle = (degrees * Math.PI) / 180;
    const end: Point = [Math.cos(angle), Math.sin(angle)];
    expect(directionOf([[0, 0], end, [end[0] - end[1], end[1] + end[0]], [-end[1], end[0]]])).toBe(direction);
  });

  test('points that go round the other way are not mirrored and keep their reading direction', () => {
    const [a, b, c, d] = UPRIGHT;
    expect(quadOf([d, c, b, a])).toEqual(UPRIGHT);
    expect(asCaptured(quadOf([b, a, d, c]))).toEqual(UPRIGHT);
    expect(directionOf(quadOf([b, a, d, c]))).toBe('td');
  });
});

describe('what cannot be cut', () => {
  const [a, b, c, d] = UPRIGHT;

  test.each<[string, Quad]>([
    ['crosses itself', [a, c, b, d]],
    ['crosses itself', [a, b, d, c]],
    ['covers less than 16 square pixels', [a, [12, 20], [12, 22], [10, 22]]],
    ['covers less than 16 square pixels', [a, a, a, a]],
    ['lies outside the photo of 60×40 pixels', [a, [63, 20], [63, 30], d]],
    ['lies outside the photo of 60×40 pixels', [[10, -3], [50, -3], c, d]],
    ['is bent inwards or has three corners on a line', [a, b, [25, 24], d]],
    ['is bent inwards or has three corners on a line', [a, [30, 20], b, d]],
    ['has opposite sides that differ more than 10 times', [a, [10.5, 20], c, d]],
  ])('%s', (fault, quad) => {
    expect(quadFault(quad, 60, 40)).toBe(fault);
  });

  test('a corner a little past the border is none of these', () => {
    expect(quadFault([[-1, -2], [61.5, -1], c, d], 60, 40)).toBeUndefined();
  });
});

test('the whole picture is told from what is nearly so', () => {
  const whole: Quad = [
    [0, 0],
    [60, 0],
    [60, 40],
    [0, 40],
  ];
  expect(isWholePicture(whole, 60, 40)).toBe(true);
  expect(isWholePicture(whole, 60, 41)).toBe(false);
  expect(isWholePicture([[0, 0.5], whole[1], whole[2], whole[3]], 60, 40)).toBe(false);
});
