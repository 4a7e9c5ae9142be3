import { z } from 'zod';
import { Problem } from '../base/problem.ts';

/** Class 0 of every CTC network here; the alphabet starts at class 1. */
export const BLANK_CLASS = 0;

/** The alphabet of the published weights of CRNN and MORAN: digits, then lower-case Latin letters. */
export const LATIN_36: readonly string[] = [...'0123456789abcdefghijklmnopqrstuvwxyz'];

/** An alphabet in a card: characters in class order. */
export const alphabetSchema = z
  .array(z.string().min(1).max(16))
  .min(1)
  .max(65_535)
  .refine((characters) => new Set(characters).size === characters.length, 'a character stands in the alphabet twice');

/** Stands for an alphabet that weights do not tell, until a person gives it: U+E000… */
export const placeholderAlphabet = (characters: number): string[] =>
  Array.from({ length: characters }, (_, i) => String.fromCodePoint(0xe000 + i));

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a person calls characters: the grapheme clusters of the text in Unicode NFC. */
export function charactersOf(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return Array.from(text);
  return Array.from(graphemes.segment(text.normalize('NFC')), ({ segment }) => segment);
}

/**
 * A text as far as a reader with this alphabet can write it, in Unicode NFC: characters it lacks are replaced by their
 * other case, then by their base letter (é → e), and dropped where it has neither.
 */
export function foldToAlphabet(text: string, alphabet: readonly string[]): string {
  return foldedCharacters(text, alphabet).join('');
}

/** The CTC label of a transcription folded to the alphabet: classes from 1; empty where nothing remains of the text. */
export function encodeLabel(text: string, alphabet: readonly string[]): number[] {
  const classOf = new Map(alphabet.map((character, i) => [character, i + 1]));
  return foldedCharacters(text, alphabet).flatMap((character) => classOf.get(character) ?? []);
}

function foldedCharacters(text: string, alphabet: readonly string[]): string[] {
  const known = new Set(alphabet);
  return charactersOf(text).flatMap((character) =>
    // Alphabets of scripts that combine marks may list whole clusters or the marks by themselves.
    known.has(character)
      ? character
      : Array.from(character).flatMap((point) => forms(point).find((form) => known.has(form)) ?? []),
  );
}

function forms(character: string): string[] {
  const base = character.normalize('NFD').replace(/\p{M}+$/u, '');
  return [character, base].flatMap((form) => [form, form.toLowerCase(), form.toUpperCase()]);
}

/** The character of a class other than the blank. Throws `bad-argument` where the network has more classes than letters. */
export function characterOf(value: number, alphabet: readonly string[]): string {
  const character = alphabet[value - 1];
  if (character !== undefined) return character;
  throw new Problem('class-beyond-alphabet', { class: value, characters: alphabet.length });
}
