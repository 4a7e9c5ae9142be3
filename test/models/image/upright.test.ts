import { describe, expect, test } from 'vitest';
import { asCaptured, planeAsCaptured, upright } from '../../../models/image/upright.ts';

/** 3×2 pixels; the red of each is its number, row by row. */
const crop = {
  width: 3,
  height: 2,
  data: new Uint8Array([0, 1, 2, 3, 4, 5].flatMap((n) => [n, 100 + n, 200 + n])),
};
const rows = ({ width, data }: { width: number; data: Uint8Array }) => {
  const reds = [...data].filter((_, i) => i % 3 === 0);
  return Array.from({ length: reds.length / width }, (_, y) => reds.slice(y * width, (y + 1) * width));
};

describe('upright', () => {
  test.each([
    [
      'h',
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    // Captured turned clockwise, so it is turned counter-clockwise.
    [
      'vp',
      [
        [2, 5],
        [1, 4],
        [0, 3],
      ],
    ],
    [
      'vn',
      [
        [3, 0],
        [4, 1],
        [5, 2],
      ],
    ],
    [
      'td',
      [
        [5, 4, 3],
        [2, 1, 0],
      ],
    ],
  ] as const)('%s', (direction, expected) => {
    const turned = upright(crop, direction);
    expect(rows(turned)).toEqual(expected);
    expect([...turned.data.subarray(0, 3)]).toEqual([0, 100, 200].map((n) => n + (expected[0][0] as number)));
    expect(asCaptured(turned, direction)).toEqual(crop);
  });

  test('a plane is turned as its picture is', () => {
    const plane = { width: 2, height: 3, data: new Float32Array([2, 5, 1, 4, 0, 3]), note: 'kept' };
    expect(planeAsCaptured(plane, 'vp')).toEqual({
      width: 3,
      height: 2,
      data: new Float32Array([0, 1, 2, 3, 4, 5]),
      note: 'kept',
    });
  });
});
