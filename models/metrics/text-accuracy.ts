import { charactersOf, foldToAlphabet } from '../recognition/alphabet.ts';

/** Brings a transcription into the form in which it is compared. */
export type TextRule = (text: string) => string;

/** The published filter of scene-text benchmarks: lower case, then nothing but 0-9 and a-z. */
export const publishedFilter: TextRule = (text) => text.toLowerCase().replace(/[^0-9a-z]/g, '');

/**
 * How readings are compared with transcriptions.
 *
 * `compatible`: the published filter, whatever the reader. `correct`: Unicode NFC, white space collapsed, upper case
 * distinct unless `caseSensitive` is false; where the reader has an `alphabet`, both sides are folded to it, so that a
 * reader is not blamed for characters that it cannot write.
 */
export function textRule(
  mode: 'correct' | 'compatible',
  options: { alphabet?: readonly string[] | undefined; caseSensitive?: boolean } = {},
): TextRule {
  if (mode === 'compatible') return publishedFilter;
  const { alphabet, caseSensitive = true } = options;
  return (text) => {
    const plain = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
    const folded = alphabet ? foldToAlphabet(plain, alphabet) : plain;
    return caseSensitive ? folded : folded.toLowerCase();
  };
}

export interface TextScore {
  pairs: number;
  exact: number;
  /** Share of pairs read exactly, 0..1; 0 without pairs. */
  accuracy: number;
  /** Character error rate of all pairs together, see `characterErrorRate`. */
  cer: number;
}

/** Exact matches and character error rate of readings against their references, each side passed through the rule. */
export function scoreReadings(pairs: readonly { reference: string; reading: string }[], rule: TextRule): TextScore {
  const ruled = pairs.map(({ reference, reading }) => ({ reference: rule(reference), reading: rule(reading) }));
  const exact = ruled.filter(({ reference, reading }) => reference === reading).length;
  return { pairs: pairs.length, exact, accuracy: exact / Math.max(1, pairs.length), cer: characterErrorRate(ruled) };
}

/**
 * Edits of all pairs ÷ characters of all references, so that long lines weigh by their length; may exceed 1. Where the
 * references are empty together, each wrong character counts as one whole error.
 */
export function characterErrorRate(pairs: readonly { reference: string; reading: string }[]): number {
  let edits = 0;
  let characters = 0;
  for (const { reference, reading } of pairs) {
    edits += characterEdits(reference, reading);
    characters += charactersOf(reference).length;
  }
  return edits / Math.max(1, characters);
}

/** The least number of characters to change, add or remove (Levenshtein, 1966) to get from one text to the other. */
export function characterEdits(expected: string, actual: string): number {
  const from = charactersOf(expected);
  const to = charactersOf(actual);
  return editTable(from, to)[(from.length + 1) * (to.length + 1) - 1] as number;
}

export interface AlignedCharacter {
  /** What became of the expected character in the actual text. */
  kind: 'same' | 'changed' | 'added' | 'removed';
  /** '' where the character was added. */
  expected: string;
  /** '' where the character was removed. */
  actual: string;
}

/** Both texts side by side along a shortest edit, in reading order; the actual texts joined give `actual` back in NFC. */
export function alignCharacters(expected: string, actual: string): AlignedCharacter[] {
  const from = charactersOf(expected);
  const to = charactersOf(actual);
  const table = editTable(from, to);
  const columns = to.length + 1;
  const at = (i: number, j: number) => table[i * columns + j] as number;
  const aligned: AlignedCharacter[] = [];
  let [i, j] = [from.length, to.length];
  while (i > 0 || j > 0) {
    const [a = '', b = ''] = [from[i - 1], to[j - 1]];
    if (i > 0 && j > 0 && at(i, j) === at(i - 1, j - 1) + Number(a !== b)) {
      aligned.push({ kind: a === b ? 'same' : 'changed', expected: a, actual: b });
      i--;
      j--;
    } else if (j > 0 && at(i, j) === at(i, j - 1) + 1) {
      aligned.push({ kind: 'added', expected: '', actual: b });
      j--;
    } else {
      aligned.push({ kind: 'removed', expected: a, actual: '' });
      i--;
    }
  }
  return aligned.reverse();
}

/** Edits between every pair of prefixes: ((from + 1) · (to + 1)), row by row. */
function editTable(from: readonly string[], to: readonly string[]): Uint32Array {
  const columns = to.length + 1;
  const table = new Uint32Array((from.length + 1) * columns);
  for (let j = 0; j < columns; j++) table[j] = j;
  for (let i = 1; i <= from.length; i++) {
    const row = i * columns;
    table[row] = i;
    for (let j = 1; j < columns; j++) {
      const diagonal = (table[row - columns + j - 1] as number) + Number(from[i - 1] !== to[j - 1]);
      const removed = (table[row - columns + j] as number) + 1;
      const added = (table[row + j - 1] as number) + 1;
      table[row + j] = Math.min(diagonal, removed, added);
    }
  }
  return table;
}

export interface Confusion {
  /** '' where a character was read that is not there. */
  expected: string;
  /** '' where a character was not read. */
  actual: string;
  times: number;
}

/** Which characters are taken for which, most frequent first; each reading is laid beside its reference along a shortest edit. */
export function confusions(pairs: readonly { reference: string; reading: string }[], rule: TextRule): Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const { reference, reading } of pairs) {
    for (const { kind, expected, actual } of alignCharacters(rule(reference), rule(reading))) {
      if (kind === 'same') continue;
      const key = JSON.stringify([expected, actual]);
      const known = counts.get(key);
      if (known) known.times++;
      else counts.set(key, { expected, actual, times: 1 });
    }
  }
  return [...counts.values()].sort(
    (a, b) => b.times - a.times || a.expected.localeCompare(b.expected) || a.actual.localeCompare(b.actual),
  );
}
