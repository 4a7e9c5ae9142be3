import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Suggestion } from '../../../electron/contract/jobs.ts';
import { foreignCharacters as foreignToCore } from '../../../electron/core/checks/label-checks.ts';
import { foreignCharacters, paletteOf } from '../../../renderer/annotate/alphabet.ts';
import { focalLengthFrom, statusAfterSave, tagsFrom } from '../../../renderer/annotate/field-input.ts';
import { linesOf, newestFirst } from '../../../renderer/annotate/label-fields.ts';
import { paceOf } from '../../../renderer/annotate/session-pace.ts';
import { ghostOf, rankedSuggestions, suggestedTexts } from '../../../renderer/annotate/suggestions.ts';

const LATIN = [...'0123456789abcdefghijklmnopqrstuvwxyz'];

describe('ghost text', () => {
  test('is what the suggestion adds to the text so far', () => {
    expect(ghostOf('', 'No. 27', true)).toBe('No. 27');
    expect(ghostOf('No', 'No. 27', true)).toBe('. 27');
  });

  test('goes when the text goes another way, is complete, or the caret is elsewhere', () => {
    expect(ghostOf('no', 'No. 27', true)).toBe('');
    expect(ghostOf('No. 27', 'No. 27', true)).toBe('');
    expect(ghostOf('No', 'No. 27', false)).toBe('');
    expect(ghostOf('', undefined, true)).toBe('');
  });
});

describe('suggestions', () => {
  const said = (side: Suggestion['side'], transcription: string, confidence: number, reader = 'crnn'): Suggestion => ({
    ...{ side, transcription, confidence, reader, characters: [], weightsSha256: '', at: '2026-01-01T00:00:00Z' },
  });

  test('HR counts more than SR and LR, then the surer reading; nothing read is no suggestion', () => {
    const ranked = rankedSuggestions([
      said('lr', 'a', 0.99),
      said('hr', 'b', 0.5),
      said('hr', 'c', 0.7, 'ppocr'),
      said('sr', 'd', 0.9),
      said('hr', ' ', 1),
    ]);
    expect(ranked.map(({ transcription }) => transcription)).toEqual(['c', 'b', 'd', 'a']);
  });

  test('equal texts are one, with all who read it', () => {
    const texts = suggestedTexts([said('hr', 'same', 0.4), said('lr', 'same', 0.3), said('lr', 'other', 0.9)]);
    expect(texts.map(({ text, by }) => [text, by.length])).toEqual([
      ['same', 2],
      ['other', 1],
    ]);
  });
});

describe('the alphabet', () => {
  test('has a case and a base letter as well, and white space is no character', () => {
    expect(foreignCharacters('Café 27', LATIN)).toEqual([]);
    expect(foreignCharacters('5 € – 5 €', LATIN)).toEqual(['€', '–']);
  });

  test('finds what the quality check finds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foreignCharacters(text, LATIN)).toEqual(foreignToCore(text, LATIN));
      }),
    );
  });

  test('the palette leaves out what every keyboard has, and puts the rarest first', () => {
    const used = [
      { character: 'ß', times: 9 },
      { character: 'a', times: 1 },
      { character: '№', times: 2 },
    ];
    expect(paletteOf([...LATIN, '€', 'ß'], used)).toEqual({ rare: ['№', 'ß'], alphabet: ['€'] });
  });
});

describe('fields', () => {
  test('focal lengths as people write them', () => {
    expect(focalLengthFrom(' 50 mm ')).toBe(50);
    expect(focalLengthFrom('4,25')).toBe(4.25);
    expect(focalLengthFrom('')).toBeNull();
    for (const wrong of ['fifty', '0', '-3', '1e3', '20000', '1,234.5']) expect(focalLengthFrom(wrong)).toBeUndefined();
  });

  test('tags have commas between and none twice', () => {
    expect(tagsFrom(' sign, shop ,sign,, ')).toEqual(['shop', 'sign']);
    expect(tagsFrom('')).toEqual([]);
    expect(tagsFrom('x'.repeat(201))).toBeUndefined();
  });

  test('saving makes begun work done and leaves decisions alone', () => {
    const after = (['new', 'in-progress', 'done', 'reviewed', 'rejected'] as const).map(statusAfterSave);
    expect(after).toEqual(['done', 'done', 'done', 'reviewed', 'rejected']);
  });
});

describe('the pace', () => {
  test('is pairs a minute without the pauses', () => {
    expect(paceOf([])).toEqual({ pairs: 0, perMinute: undefined });
    expect(paceOf([0])).toEqual({ pairs: 1, perMinute: undefined });
    expect(paceOf([0, 3000, 6000]).perMinute).toBeUndefined();
    const steady = [0, 3000, 6000, 9000, 12_000, 15_000];
    expect(paceOf(steady).perMinute).toBe(20);
    expect(paceOf([...steady, 6_000_000, 6_003_000]).perMinute).toBe(20);
  });

  test('is that of the latest pairs', () => {
    const slow = Array.from({ length: 100 }, (_, i) => i * 60_000);
    const fast = Array.from({ length: 100 }, (_, i) => 6_000_000 + i * 1000);
    expect(paceOf([...slow, ...fast])).toEqual({ pairs: 200, perMinute: 60 });
  });
});

test('history lines say what an entry changed, in the order of the fields', () => {
  const entry = { before: { status: 'new' }, after: { status: 'done', transcription: 'No. 27' } } as const;
  expect(linesOf(entry)).toEqual([
    { field: 'transcription', before: null, after: 'No. 27' },
    { field: 'status', before: 'new', after: 'done' },
  ]);
  const of = (eventId: number, after: object) => ({
    ...{ eventId, actionId: eventId, pass: 1 as const, annotator: 'ada', at: '2026-01-01T00:00:00Z' },
    ...{ kind: 'edit' as const, before: {}, after, targetEventId: null, undone: false },
  });
  expect(newestFirst([of(1, { notes: 'a' }), of(2, {}), of(3, { notes: 'b' })]).map(({ eventId }) => eventId)).toEqual([
    3, 1,
  ]);
});
