import { describe, expect, test } from 'vitest';
import type { NewSuggestion } from '../../../../electron/core/db/queries/suggestions.ts';
import { difficultyFrom, proposeDifficulties } from '../../../../electron/core/annotate/difficulty.ts';
import { getLabel, history, setLabel } from '../../../../electron/core/annotate/labels.ts';
import { storeSuggestion, suggestionsOf, uncertaintyOf } from '../../../../electron/core/annotate/suggestions.ts';
import { undo } from '../../../../electron/core/annotate/undo.ts';
import { replayMismatches } from '../../../../electron/core/db/queries/labels.ts';
import { projectWith } from './project-fixture.ts';

const reading = (changes: Partial<NewSuggestion> = {}): NewSuggestion => ({
  side: 'hr',
  reader: 'crnn',
  weightsSha256: 'a'.repeat(64),
  transcription: 'machine',
  confidence: 0.75,
  characters: [{ character: 'm', confidence: 0.75 }],
  ...changes,
});

describe('suggestions', () => {
  test('are kept by side and reader, the latest of each', () => {
    const db = projectWith([{}]);
    storeSuggestion(db, 1, reading());
    storeSuggestion(db, 1, reading({ side: 'lr', transcription: 'nachine' }));
    storeSuggestion(db, 1, reading({ reader: 'ppocr', transcription: 'Machine' }));
    storeSuggestion(db, 1, reading({ transcription: 'machinE\u0301' }));
    expect(suggestionsOf(db, 1).map(({ side, reader, transcription }) => [side, reader, transcription])).toEqual([
      ['hr', 'crnn', 'machinÉ'],
      ['hr', 'ppocr', 'Machine'],
      ['lr', 'crnn', 'nachine'],
    ]);
    expect(suggestionsOf(db, 1)[0]?.characters).toEqual([{ character: 'm', confidence: 0.75 }]);
  });

  test('never touch a label, its history or its undo, whatever comes first', () => {
    const db = projectWith([{}, {}, {}]);
    const person = { annotator: 'Ann', pass: 1 } as const;
    setLabel(db, { ...person, pairIds: [1], changes: { transcription: 'person' } });
    const before = [1, 2, 3].map((pair) => [getLabel(db, pair, 1), getLabel(db, pair, 2), history(db, pair)]);
    for (const pair of [1, 2, 3]) {
      for (const side of ['lr', 'hr', 'sr'] as const) storeSuggestion(db, pair, reading({ side, confidence: 1 }));
    }
    expect([1, 2, 3].map((pair) => [getLabel(db, pair, 1), getLabel(db, pair, 2), history(db, pair)])).toEqual(before);
    undo(db, person);
    expect(getLabel(db, 1, 1).transcription).toBe(null);
    setLabel(db, { ...person, pairIds: [2], changes: { transcription: 'person' } });
    expect(getLabel(db, 2, 1).transcription).toBe('person');
    expect(suggestionsOf(db, 2)[0]?.transcription).toBe('machine');
    expect([...replayMismatches(db)]).toEqual([]);
  });

  test('are refused for no pair and for no share', () => {
    const db = projectWith([{}]);
    expect(() => storeSuggestion(db, 2, reading())).toThrow(/no pair 2/);
    expect(() => storeSuggestion(db, 1, reading({ confidence: NaN }))).toThrow(/confidence of NaN/);
  });
});

test('uncertainty is doubt and disagreement of LR with HR, of the least certain reader', () => {
  const [hr, lr] = [reading({ confidence: 0.75 }), reading({ side: 'lr', confidence: 0.2 })];
  expect(uncertaintyOf([])).toBe(-1);
  expect(uncertaintyOf([reading({ side: 'sr' })])).toBe(-1);
  expect(uncertaintyOf([hr])).toBeCloseTo(0.25);
  expect(uncertaintyOf([lr])).toBeCloseTo(0.8);
  expect(uncertaintyOf([hr, lr])).toBeCloseTo(0.125);
  expect(uncertaintyOf([hr, { ...lr, transcription: 'quite another' }])).toBeCloseTo(0.625);
  expect(uncertaintyOf([hr, reading({ reader: 'ppocr', confidence: 0.5 })])).toBeCloseTo(0.5);
});

describe('difficulty', () => {
  test.each([
    [{}, undefined],
    [{ focalLength: 50 }, 'hard'],
    [{ focalLength: 51 }, 'medium'],
    [{ focalLength: 100, shift: 0.2, readingError: 0 }, 'easy'],
    [{ focalLength: 100, shift: 3, readingError: 0 }, 'hard'],
    [{ focalLength: 35, shift: 0.2, readingError: 0.1 }, 'medium'],
    [{ focalLength: 35, shift: 0.2, readingError: 0.9 }, 'hard'],
    [{ shift: 0.5 }, 'easy'],
    [{ shift: 1, readingError: 0 }, 'medium'],
    [{ readingError: 0.6 }, 'hard'],
  ] as const)('of %j is %s', (evidence, difficulty) => {
    expect(difficultyFrom(evidence)).toBe(difficulty);
  });

  test('is proposed beside the confirmed one', () => {
    const db = projectWith([
      { label: { focalLengthLr: 24, difficulty: 'easy' } },
      { label: { focalLengthHr: 120, transcription: 'Hotel' } },
      {},
    ]);
    storeSuggestion(db, 2, reading({ side: 'lr', transcription: 'H0te1s!' }));
    expect(proposeDifficulties(db)).toBe(2);
    const proposed = db.prepare('SELECT difficulty_proposed FROM pair ORDER BY id').pluck().all();
    expect(proposed).toEqual(['hard', 'hard', null]);
    expect(getLabel(db, 1, 1).difficulty).toBe('easy');
    expect(proposeDifficulties(db)).toBe(0);
  });
});
