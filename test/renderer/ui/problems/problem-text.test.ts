import { describe, expect, test } from 'vitest';
import { Problem, PROBLEMS, type ProblemReason } from '../../../../electron/contract/problem.ts';
import { GERMAN } from '../../../../renderer/ui/problems/de.ts';
import { ENGLISH } from '../../../../renderer/ui/problems/en.ts';
import { problemText } from '../../../../renderer/ui/problems/problem-text.ts';
import { dataNamesOf, namesIn } from '../../../support/problem-data.ts';

const REASONS = Object.keys(PROBLEMS) as ProblemReason[];
/** What somebody before a window cannot use: commands, options, quoted code. */
const OF_THE_COMMAND_LINE = /`|(^|[\s(„"])--[a-z]|\bpalimpsest [a-z]|\bnpm |\bnode /;

test('every problem has its texts in both languages, and none is left of a problem that is gone', () => {
  expect(Object.keys(ENGLISH).sort()).toEqual([...REASONS].sort());
  expect(Object.keys(GERMAN).sort()).toEqual([...REASONS].sort());
});

describe.each(REASONS)('%s', (reason) => {
  const german = GERMAN[reason];
  const texts = [ENGLISH[reason], german.sentence, german.cure];

  test('names in its texts only what it carries', () => {
    for (const text of texts) for (const name of namesIn(text)) expect(dataNamesOf(reason)).toContain(name);
  });

  test('speaks in a window of nothing that only a command line has', () => {
    for (const text of [...texts, PROBLEMS[reason].sentence]) expect(text).not.toMatch(OF_THE_COMMAND_LINE);
  });

  test('says whole sentences', () => {
    for (const text of texts) expect(text).toMatch(/[.})“!]$/);
  });
});

test('problems that name others are said in one language', () => {
  const why = new Problem('no-space', { subject: 'signs' }).toData();
  const problem = new Problem('goes-on', { why, step: 20 }).toData();
  expect(problemText(problem, 'de')).toEqual({
    sentence: 'Der Datenträger von signs ist voll.',
    cure: 'Es geht ab Schritt 20 weiter.',
  });
  expect(problemText(problem, 'en')).toEqual({
    sentence: 'The disk that holds signs is full.',
    cure: 'It goes on from step 20.',
  });
});
