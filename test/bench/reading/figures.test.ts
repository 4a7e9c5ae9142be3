import { describe, expect, it } from 'vitest';
import { textRule } from '../../../models/metrics/text-accuracy.ts';
import { readingFigures } from './figures.ts';
import { mcnemar } from './mcnemar.ts';
import { withoutMarks } from './real-text.ts';

describe('McNemar', () => {
  it('is the exact two-sided binomial test', () => {
    expect(mcnemar(0, 0)).toBe(1);
    expect(mcnemar(5, 5)).toBe(1);
    expect(mcnemar(0, 6)).toBeCloseTo(2 / 64, 12);
    expect(mcnemar(1, 9)).toBeCloseTo((2 * 11) / 1024, 12);
    expect(mcnemar(9, 1)).toBe(mcnemar(1, 9));
    expect(mcnemar(400, 700)).toBeLessThan(1e-15);
  });
});

describe('figures of a subset', () => {
  it('tells what was helped and harmed from what only came nearer', () => {
    const readings = [
      { reference: 'Cafe', before: 'Cate', after: 'Cafe' },
      { reference: 'EXIT', before: 'EXIT', after: 'BCT' },
      { reference: 'Loyer', before: 'Iayar', after: 'Ioyar' },
      { reference: '1962', before: '1962', after: '1962' },
    ];
    const figures = readingFigures('some reader', readings, textRule('correct'));
    expect(figures).toMatchObject({ helped: 1, harmed: 1, nearer: 2, farther: 1, p: 1 });
    expect(figures.exact).toEqual({ before: 0.5, after: 0.5 });
    expect(figures.cer.before).toBeCloseTo(4 / 17);
    expect(figures.cer.after).toBeCloseTo(5 / 17);
  });

  it('takes no marks for text', () => {
    expect(withoutMarks('_Chez _A. _F.')).toBe('Chez A. F.');
    expect(withoutMarks('le 1^e^r  mai ')).toBe('le 1er mai');
  });
});
