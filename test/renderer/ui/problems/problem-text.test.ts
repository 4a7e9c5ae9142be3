import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Problem, PROBLEMS, type ProblemReason } from '../../../../electron/contract/problem.ts';
import { GERMAN } from '../../../../renderer/ui/problems/de.ts';
import phrases from '../../../../renderer/ui/problems/phrases.de.json' with { type: 'json' };
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

/** Phrases of ours that problems carry, as the sources have them: pattern and the files below which it is looked for. */
const SOURCES: readonly { pattern: RegExp; places: string[] }[] = [
  { pattern: /what: '([^']+)'/g, places: ['models/image/signature.ts'] },
  { pattern: /unsupportedImage\([^)]*?'([^' ]+ [^']+)'[,)]/g, places: ['models/image'] },
  { pattern: /^ {2}(?:'?[a-z0-9-]+'?): '((?:an?|no) [^']+)',$/gm, places: ['models/weights/checkpoint.ts'] },
  { pattern: /(?:return|\?|:) '(a [a-z]+)'/g, places: ['models/base/user-file.ts'] },
  { pattern: /(?:\?|:) '(upside down|on its side)'/g, places: ['electron/core/photos/photo-notes.ts'] },
  { pattern: /damagedDatabase\([^,]*, '([^']+)'/g, places: ['electron/core'] },
  {
    pattern: /asProblem\([^,]*, ['`](The [^'`$]+)(?:\$\{[^}]*\})?['`]/g,
    places: ['models', 'electron/core', 'electron/compute'],
  },
];

test.each(SOURCES)('phrases like $pattern have their German', async ({ pattern, places }) => {
  const found = new Set<string>();
  for (const place of places) {
    for (const text of await sourcesBelow(place)) {
      for (const [, phrase = ''] of text.matchAll(pattern)) found.add(phrase.endsWith(' ') ? `${phrase}…` : phrase);
    }
  }
  expect(found.size).toBeGreaterThan(0);
  for (const phrase of found) expect(Object.keys(phrases)).toContain(phrase);
});

test('what a problem is about is said in German too, and names stay', () => {
  const heic = new Problem('foreign-picture', { name: 'IMG_1.heic', what: 'a HEIC photo' }).toData();
  expect(problemText(heic, 'de').sentence).toContain('ein HEIC-Foto');
  const gone = new Problem('path-missing', { subject: 'The folder /archive' }).toData();
  expect(problemText(gone, 'de').sentence).toBe('Ordner /archive gibt es nicht.');
  expect(problemText(gone, 'en').sentence).toBe(gone.sentence);
});

async function sourcesBelow(place: string): Promise<string[]> {
  const root = join(import.meta.dirname, '..', '..', '..', '..', place);
  if (place.endsWith('.ts')) return [await readFile(root, 'utf8')];
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.ts'));
  return Promise.all(names.map((name) => readFile(join(root, name), 'utf8')));
}
