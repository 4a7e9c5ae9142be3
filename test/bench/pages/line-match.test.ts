import { describe, expect, it } from 'vitest';
import { intersectionOverUnion, matchLines, neighboursKept } from './line-match.ts';

const box = (x: number, y: number, w: number, h: number) =>
  [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ] as const;

describe('intersectionOverUnion', () => {
  it('is that of boxes, whichever way round they go', () => {
    expect(intersectionOverUnion(box(0, 0, 10, 10), box(5, 0, 10, 10))).toBeCloseTo(1 / 3);
    expect(intersectionOverUnion(box(0, 0, 10, 10).toReversed(), box(5, 0, 10, 10))).toBeCloseTo(1 / 3);
    expect(intersectionOverUnion(box(0, 0, 10, 10), box(20, 0, 10, 10))).toBeCloseTo(0);
  });
  it('takes outlines that are not convex', () => {
    const l = [
      [0, 0],
      [10, 0],
      [10, 5],
      [5, 5],
      [5, 10],
      [0, 10],
    ] as const;
    expect(intersectionOverUnion(l, box(0, 0, 10, 10))).toBeCloseTo(0.75);
    expect(intersectionOverUnion(l, box(5, 5, 5, 5))).toBeCloseTo(0);
  });
});

describe('matchLines', () => {
  it('gives each line its best partner once, and none to what overlaps too little', () => {
    const truth = [box(0, 0, 100, 10), box(0, 20, 100, 10), box(0, 40, 100, 10)];
    const found = [box(0, 22, 100, 10), box(0, 0, 90, 10), box(0, 1, 100, 10), box(0, 40, 30, 10)];
    expect([...matchLines(truth, found)].sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});

describe('neighboursKept', () => {
  it('counts true neighbours that follow each other, whatever was found between them in addition', () => {
    expect(
      neighboursKept(
        new Map([
          [0, 2],
          [1, 5],
          [2, 9],
        ]),
        3,
      ),
    ).toEqual({ kept: 2, of: 2 });
    expect(
      neighboursKept(
        new Map([
          [0, 5],
          [1, 2],
          [3, 9],
        ]),
        4,
      ),
    ).toEqual({ kept: 0, of: 1 });
  });
});
