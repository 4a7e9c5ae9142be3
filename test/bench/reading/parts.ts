import { readFileSync } from 'node:fs';

export type Part = 'gate' | 'training';

/** Word numbers that stay together. */
const BLOCK = 50;
/** The shelf mark or archive's number in a line's name; pages of one document share it. */
const DOCUMENT = [/^(20130043-87-1962)/, /(btv1b[0-9a-z]+)/, /bljd-(DSN\d+)-\d+(?:-\d+)?\.jpg$/, /(21574|10763)/];

const parts = new Map(
  readFileSync(new URL('parts.tsv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => {
      const [kind, name, part] = row.split('\t');
      return [`${kind} ${name}`, part as Part] as const;
    }),
);

/** The document that a line was cut from. Throws `RangeError` for a name of no known archive. */
export function documentOf(line: string): string {
  for (const pattern of DOCUMENT) {
    const [, document] = pattern.exec(line) ?? [];
    if (document) return document;
  }
  throw new RangeError(`${line} names no document`);
}

/** The block of neighbouring numbers that a word such as `word_123.jpg` is in. Throws `RangeError` for a name without number. */
export function blockOf(word: string): number {
  const [number] = /\d+/.exec(word) ?? [];
  if (number === undefined) throw new RangeError(`${word} has no number`);
  return Math.floor(Number(number) / BLOCK);
}

/** What is listed nowhere may be neither learnt nor measured: undefined. Lines of pages are always the gate's. */
export function partOf(folder: 'words' | 'lines' | 'lines-of-pages', file: string): Part | undefined {
  if (folder === 'lines-of-pages') return 'gate';
  return parts.get(folder === 'words' ? `block ${blockOf(file)}` : `document ${documentOf(file)}`);
}
