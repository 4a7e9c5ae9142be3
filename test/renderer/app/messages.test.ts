import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const RENDERER = fileURLToPath(new URL('../../../renderer/', import.meta.url));
const folders = readdirSync(RENDERER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(RENDERER, entry.name)).includes('messages.en.json'))
  .map(({ name }) => name);

/** Every message under its whole key. */
function flat(messages: object, above = ''): [key: string, text: string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[above + key, value]] : flat(value as object, `${above}${key}.`),
  );
}
const messagesOf = (folder: string, language: 'en' | 'de') =>
  new Map(flat(JSON.parse(readFileSync(join(RENDERER, folder, `messages.${language}.json`), 'utf8')) as object));
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

test.each(folders)('%s says the same in both languages, with the same values in it', (folder) => {
  const [english, german] = [messagesOf(folder, 'en'), messagesOf(folder, 'de')];
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, text] of english) {
    expect(placeholders(german.get(key) ?? ''), key).toEqual(placeholders(text));
    expect(german.get(key), key).not.toBe('');
  }
});
