import { alignCharacters, type TextRule } from './text-accuracy.ts';

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
