import { describe, expect, it } from 'vitest';
import { blockOf, documentOf, partOf } from './parts.ts';

describe('parts of the real text', () => {
  it('keeps the pages of one document together', () => {
    expect(documentOf('12148-btv1b10583038c-24-ac2b1-default-000.jpg')).toBe('btv1b10583038c');
    expect(documentOf('12148-btv1b10583038c-36-3989f-default-004.jpg')).toBe('btv1b10583038c');
    expect(documentOf('europeana-random-selecti-els-de-btv1b10010130k-22-001.jpg')).toBe('btv1b10010130k');
    expect(documentOf('bljd-DSN390-DSN355-DSN11-bljd-DSN169-00001-012.jpg')).toBe('DSN169');
    expect(documentOf('20130043-87-1962-catalog-FRAN-0011-11082-L-medium-003.jpg')).toBe('20130043-87-1962');
    expect(() => documentOf('letter.jpg')).toThrow(RangeError);
  });

  it('keeps fifty neighbouring words together', () => {
    expect([blockOf('word_49.jpg'), blockOf('word_50.jpg'), blockOf('word_99.jpg')]).toEqual([0, 1, 1]);
    expect(partOf('words', 'word_50.jpg')).toBe(partOf('words', 'word_99.jpg'));
  });

  it('never lets documents of whole pages be learnt, nor what is listed nowhere', () => {
    expect(partOf('lines-of-pages', 'anything.jpg')).toBe('gate');
    for (const name of ['btv1b10583038c-1', 'btv1b53157893j', 'bljd-DSN355-00004', '21574-pdf-page-9']) {
      expect(partOf('lines', `${name}-001.jpg`), name).toBe('gate');
    }
    expect(partOf('lines', 'btv1b10010130k-4-001.jpg')).toBe('training');
    expect(partOf('words', 'word_1000000.jpg')).toBeUndefined();
  });
});
