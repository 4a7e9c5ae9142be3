const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a person calls characters: the grapheme clusters of the text in Unicode NFC. */
export const charactersOf = (text: string): string[] =>
  Array.from(graphemes.segment(text.normalize('NFC')), ({ segment }) => segment);

/**
 * The characters of a text that a reader with this alphabet cannot write, not even as another case or a base letter (é as
 * e); each once. White space is none. The quality check `alphabet` finds the same.
 */
export function foreignCharacters(text: string, alphabet: readonly string[]): string[] {
  const known = new Set(alphabet);
  const canWrite = (character: string) =>
    known.has(character) || Array.from(character).some((point) => formsOf(point).some((form) => known.has(form)));
  return [...new Set(charactersOf(text).filter((one) => one.trim() !== '' && !canWrite(one)))];
}

function formsOf(character: string): string[] {
  const base = character.normalize('NFD').replace(/\p{M}+$/u, '');
  return [character, base].flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()]);
}

const ON_EVERY_KEYBOARD = /^[0-9A-Za-z\s]$/u;

/**
 * Characters for a palette: the project's own that no keyboard can be trusted to have, the rarest first because they are
 * looked for longest, then the rest of the alphabet.
 */
export function paletteOf(
  alphabet: readonly string[],
  used: readonly { character: string; times: number }[],
  most = 80,
): { rare: string[]; alphabet: string[] } {
  const rare = used
    .filter(({ character }) => !ON_EVERY_KEYBOARD.test(character) && character.trim() !== '')
    .toSorted((a, b) => a.times - b.times)
    .slice(0, most)
    .map(({ character }) => character);
  const others = alphabet.filter((one) => !ON_EVERY_KEYBOARD.test(one) && one.trim() !== '' && !rare.includes(one));
  return { rare, alphabet: others.slice(0, most) };
}
