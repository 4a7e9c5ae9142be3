import { LATIN_36 } from '../../../models/recognition/alphabet.ts';
import { describe, expect, it } from 'vitest';
import {
  alignCharacters,
  characterEdits,
  characterErrorRate,
  confusions,
  publishedFilter,
  scoreReadings,
  textRule,
} from '../../../models/metrics/text-accuracy.ts';

describe('text rules', () => {
  it('filter as published: lower case, then nothing but digits and a-z', () => {
    expect(publishedFilter("Café-No. 12's")).toBe('cafno12s');
    expect(textRule('compatible', { alphabet: ['x'] })('Ab-1')).toBe('ab1');
  });

  it('hold a reader without an alphabet to every character and its case', () => {
    const rule = textRule('correct');
    expect(rule('Cafe\u0301')).toBe(rule('Café'));
    expect(rule(' a \t b ')).toBe('a b');
    expect(rule('Café')).not.toBe(rule('café'));
    expect(rule('No.')).not.toBe(rule('No'));
  });

  it('ignore case when asked to', () => {
    const rule = textRule('correct', { caseSensitive: false });
    expect(rule('ÉTÉ')).toBe(rule('été'));
  });

  it('hold a reader with an alphabet to that', () => {
    expect(textRule('correct', { alphabet: LATIN_36 })('Café 12!')).toBe('cafe12');
  });
});

describe('character errors', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['', '', 0],
    ['a👩‍👧c', 'abc', 1],
    ['cafe\u0301', 'café', 0],
    ['flaw', 'lawn', 2],
  ])('%s → %s takes %i edits', (expected, actual, edits) => expect(characterEdits(expected, actual)).toBe(edits));

  it('weighs a corpus by the length of its lines, not line by line', () => {
    const pairs = [
      { reference: 'a', reading: 'b' },
      { reference: 'abcdefghi', reading: 'abcdefghi' },
    ];
    expect(characterErrorRate(pairs)).toBeCloseTo(0.1);
  });

  it('handles empty references', () => {
    expect(characterErrorRate([{ reference: '', reading: '' }])).toBe(0);
    expect(characterErrorRate([{ reference: '', reading: 'ab' }])).toBe(2);
    expect(characterErrorRate([])).toBe(0);
  });

  it('scores readings after the rule', () => {
    const pairs = [
      { reference: 'Hotel', reading: 'HOTEL!' },
      { reference: '1911', reading: '1917' },
    ];
    const compatible = scoreReadings(pairs, publishedFilter);
    expect(compatible).toMatchObject({ pairs: 2, exact: 1, accuracy: 0.5 });
    expect(compatible.cer).toBeCloseTo(1 / 9);
    expect(scoreReadings(pairs, textRule('correct')).exact).toBe(0);
    expect(scoreReadings([], publishedFilter)).toEqual({ pairs: 0, exact: 0, accuracy: 0, cer: 0 });
  });
});

describe('alignCharacters', () => {
  it('names what is the same, changed, added and removed', () => {
    expect(alignCharacters('abcd', 'xbcde')).toEqual([
      { kind: 'changed', expected: 'a', actual: 'x' },
      { kind: 'same', expected: 'b', actual: 'b' },
      { kind: 'same', expected: 'c', actual: 'c' },
      { kind: 'same', expected: 'd', actual: 'd' },
      { kind: 'added', expected: '', actual: 'e' },
    ]);
    expect(alignCharacters('été', 'té')[0]).toEqual({ kind: 'removed', expected: 'é', actual: '' });
  });

  it.each([
    ['Harbour Street', 'HarbourStreet'],
    ['READING', 'READNG'],
    ['', 'new'],
    ['gone', ''],
    ['abab', 'baba'],
  ])('of %s and %s gives both back along a shortest edit', (expected, actual) => {
    const aligned = alignCharacters(expected, actual);
    expect(aligned.map((one) => one.expected).join('')).toBe(expected);
    expect(aligned.map((one) => one.actual).join('')).toBe(actual);
    expect(aligned.filter(({ kind }) => kind !== 'same')).toHaveLength(characterEdits(expected, actual));
  });
});

it('confusions count changed, missing and added characters', () => {
  const pairs = [
    { reference: 'OIL', reading: '0IL' },
    { reference: 'OLD', reading: '0LD' },
    { reference: 'CAT', reading: 'CT' },
    { reference: 'DOG', reading: 'DOGS' },
  ];
  expect(confusions(pairs, (text) => text)).toEqual([
    { expected: 'O', actual: '0', times: 2 },
    { expected: '', actual: 'S', times: 1 },
    { expected: 'A', actual: '', times: 1 },
  ]);
});
