import { describe, expect, it } from 'vitest';
import { convexHull, extentsAlong, folded, minimalRectangle, quadOf } from '../../../models/detection/rectangle.ts';
import type { Point } from '../../../models/image/warp.ts';

const turnedBox = (angle: number): Point[] => [...quadOf({ left: 10, right: 50, top: 5, bottom: 15 }, angle)];

describe('minimalRectangle', () => {
  it.each([0, 0.3, -0.7, 1.2])('finds a box of 40 × 10 that is turned by %f', (angle) => {
    const inside = turnedBox(angle).map(([x, y], i): Point => [x + (i % 2), y]);
    const found = minimalRectangle(convexHull([...turnedBox(angle), ...inside.slice(0, 0)]));
    expect(found?.length).toBeCloseTo(40);
    expect(found?.breadth).toBeCloseTo(10);
    expect(folded((found?.angle ?? 9) - angle)).toBeCloseTo(0);
  });

  it('has none for points on a line', () => {
    expect(
      minimalRectangle(
        convexHull([
          [0, 0],
          [1, 1],
          [2, 2],
        ]),
      ),
    ).toBeUndefined();
  });
});

it('leaves points inside out of a hull', () => {
  const hull = convexHull([
    [0, 0],
    [4, 0],
    [2, 1],
    [4, 4],
    [0, 4],
    [2, 2],
  ]);
  expect(hull).toHaveLength(4);
  expect(hull).not.toContainEqual([2, 2]);
});

it('measures extents along a direction', () => {
  const { left, right, top, bottom } = extentsAlong(turnedBox(0.4), 0.4);
  expect([left, right, top, bottom].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([10, 50, 5, 15]);
});
