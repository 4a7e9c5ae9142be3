import { describe, expect, test } from 'vitest';
import type { Label } from '../../../../electron/contract/label.ts';
import { agreement, categoryAgreement } from '../../../../electron/core/annotate/agreement.ts';
import { setLabel } from '../../../../electron/core/annotate/labels.ts';
import { projectWith } from './project-fixture.ts';

describe('categoryAgreement', () => {
  test("is Cohen's kappa of what both answered", () => {
    // 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7, by chance 0.5.
    const answers = [
      ...Array.from({ length: 20 }, () => ['yes', 'yes'] as const),
      ...Array.from({ length: 5 }, () => ['yes', 'no'] as const),
      ...Array.from({ length: 10 }, () => ['no', 'yes'] as const),
      ...Array.from({ length: 15 }, () => ['no', 'no'] as const),
      ['yes', null] as const,
    ];
    const { pairs, equal, kappa } = categoryAgreement<string>(answers);
    expect(pairs).toBe(50);
    expect(equal).toBeCloseTo(0.7);
    expect(kappa).toBeCloseTo(0.4);
  });

  test('has no kappa where there is nothing to tell apart', () => {
    expect(categoryAgreement([['h', 'h']])).toEqual({ pairs: 1, equal: 1, kappa: null });
    expect(categoryAgreement([['h', null]])).toEqual({ pairs: 0, equal: null, kappa: null });
  });
});

test('compares pairs that both annotators labelled', () => {
  const db = projectWith([
    { name: 'same' },
    { name: 'other' },
    { name: 'once' },
    { name: 'rejected' },
    { name: 'dark' },
  ]);
  const say = (pass: 1 | 2, pairId: number, changes: Partial<Label>) =>
    setLabel(db, { annotator: pass === 1 ? 'Ann' : 'Bo', pass, pairIds: [pairId], changes });
  say(1, 1, { transcription: 'Pier', direction: 'h', difficulty: 'easy' });
  say(2, 1, { transcription: 'Pier', direction: 'h', difficulty: 'easy' });
  say(1, 2, { transcription: 'Hotel', direction: 'h', difficulty: 'easy' });
  say(2, 2, { transcription: 'Motel', direction: 'td', difficulty: 'hard' });
  say(1, 3, { transcription: 'once' });
  say(1, 4, { transcription: 'a', status: 'rejected' });
  say(2, 4, { transcription: 'b' });
  say(1, 5, { transcription: 'text' });
  say(2, 5, { illegible: true });
  const found = agreement(db);
  expect(found.pairs).toBe(3);
  expect(found.transcription).toEqual({ pairs: 2, meanCer: 0.1, equal: 0.5 });
  expect(found.direction).toMatchObject({ pairs: 2, equal: 0.5, kappa: 0 });
  expect(found.disagreements).toEqual([
    { pairId: 2, name: 'other', fields: ['transcription', 'direction', 'difficulty'], cer: 0.2 },
    { pairId: 5, name: 'dark', fields: ['illegible'], cer: null },
  ]);
});
