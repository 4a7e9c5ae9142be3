import { describe, expect, it } from 'vitest';
import { editsOfLines, editsOfPage, WITH_ACCENTS, WITHOUT_ACCENTS } from './page-text.ts';

const box = (x: number, y: number, w = 50) =>
  [
    [x, y],
    [x + w, y],
    [x + w, y + 10],
    [x, y + 10],
  ] as [number, number][];
const truth = [
  { polygon: box(0, 0, 100), baseline: [], text: 'été ici' },
  { polygon: box(0, 20, 100), baseline: [], text: '' },
  { polygon: box(0, 40, 100), baseline: [], text: 'là' },
];
const found = [
  { outline: box(50, 0), text: 'ici' },
  { outline: box(0, 0), text: 'ete' },
  { outline: box(0, 20), text: 'nobody knows' },
  { outline: box(0, 40), text: 'là' },
  { outline: box(0, 80), text: 'x' },
];

describe('edits', () => {
  it('of lines are of what lies in their place, from left to right', () => {
    expect(editsOfLines(truth, found, WITH_ACCENTS)).toEqual({ wrong: 2, of: 9 });
    expect(editsOfLines(truth, found, WITHOUT_ACCENTS)).toEqual({ wrong: 0, of: 9 });
    expect(editsOfLines(truth, [], WITH_ACCENTS)).toEqual({ wrong: 9, of: 9 });
  });
  it('of a page count order and what is elsewhere, but not where nobody transcribed', () => {
    expect(editsOfPage(truth, found.toSpliced(4, 1), WITHOUT_ACCENTS).wrong).toBeGreaterThan(0);
    const inOrder = [found[1], found[0], found[2], found[3]].flatMap((line) => line ?? []);
    expect(editsOfPage(truth, inOrder, WITHOUT_ACCENTS)).toEqual({ wrong: 0, of: 10 });
    expect(editsOfPage(truth, [...inOrder, ...found.slice(4)], WITHOUT_ACCENTS)).toEqual({ wrong: 2, of: 10 });
  });
});
