import { describe, expect, it } from 'vitest';
import { charactersOf, encodeLabel, foldToAlphabet, LATIN_36 } from '../../../models/recognition/alphabet.ts';

describe('foldToAlphabet', () => {
  it.each([
    ['Café Royal, No. 12', 'caferoyalno12'],
    ['CAFE\u0301', 'cafe'],
    ['£3.75', '375'],
    ['!?', ''],
  ])('%s → %s in the published alphabet', (text, folded) => expect(foldToAlphabet(text, LATIN_36)).toBe(folded));

  it('keeps what the alphabet has, and takes the other case only for what it lacks', () => {
    expect(foldToAlphabet('aBé É', ['a', 'B', 'é', 'b'])).toBe('aBéé');
    expect(foldToAlphabet('ab', ['A', 'b'])).toBe('Ab');
  });

  it('takes marks by themselves where the alphabet lists them so', () => {
    expect(foldToAlphabet('กำ่', ['ก', 'ำ', '่'])).toBe('กำ่');
  });
});

describe('encodeLabel', () => {
  it('counts classes from 1, above the blank', () => expect(encodeLabel('0aZ-é', LATIN_36)).toEqual([1, 11, 36, 15]));

  it('gives a cluster that the alphabet lists one class', () => {
    expect(encodeLabel('x\u0302a', ['a', 'x\u0302', 'x'])).toEqual([2, 1]);
  });
});

describe('charactersOf', () => {
  it('keeps what belongs together together', () => {
    expect(charactersOf('e\u0301👩‍👧x\u0302')).toEqual(['é', '👩‍👧', 'x\u0302']);
  });
});
