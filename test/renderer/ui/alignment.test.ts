import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align, charactersOf } from '../../../renderer/ui/alignment.ts';

const sides = (before: string, after: string) => {
  const places = align({ text: before }, { text: after });
  return {
    before: places.map((place) => place.before?.character ?? '·').join(''),
    after: places.map((place) => place.after?.character ?? '·').join(''),
    changed: places.map((place) => (place.changed ? '^' : ' ')).join(''),
  };
};

describe('two readings side by side', () => {
  it('marks what was replaced, added and lost', () => {
    expect(sides('H0tel', 'Hotel')).toEqual({ before: 'H0tel', after: 'Hotel', changed: ' ^   ' });
    expect(sides('Htel', 'Hotel')).toEqual({ before: 'H·tel', after: 'Hotel', changed: ' ^   ' });
    expect(sides('Hootel', 'Hotel').changed.replaceAll(' ', '')).toBe('^');
    expect(sides('', 'ab')).toEqual({ before: '··', after: 'ab', changed: '^^' });
    expect(sides('', '')).toEqual({ before: '', after: '', changed: '' });
  });

  it('counts characters, not code units', () => {
    expect(sides('a𝔸b', 'a𝔹b').changed).toBe(' ^ ');
  });

  it('loses no character, and changes no more than needed', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(word, word, (before, after) => {
        const places = align({ text: before }, { text: after });
        expect(places.map((place) => place.before?.character ?? '').join('')).toBe(before);
        expect(places.map((place) => place.after?.character ?? '').join('')).toBe(after);
        expect(places.filter((place) => place.changed).length).toBe(distance(before, after));
      }),
    );
  });

  it('takes confidences only where they belong to the same text', () => {
    const characters = [
      { character: 'a', confidence: 0.5 },
      { character: 'b', confidence: 0.9 },
    ];
    expect(charactersOf({ text: 'ab', characters })).toEqual(characters);
    expect(charactersOf({ text: 'abc', characters }).map(({ confidence }) => confidence)).toEqual([1, 1, 1]);
  });
});

/** Levenshtein's distance, row by row. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      next.push(Math.min((row[j] ?? 0) + (left === right ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
