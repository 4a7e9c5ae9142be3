import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { titleOf, type Action } from '../../../renderer/keys/action.ts';

const renderer = join(import.meta.dirname, '../../../renderer');
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
const folders = sources
  .filter((file) => file.endsWith('messages.en.json'))
  .map((file) => file.slice(0, file.indexOf('/')));

interface Tree {
  [key: string]: string | Tree;
}
function messages(folder: string, language: string): Map<string, string> {
  const flat = new Map<string, string>();
  const walk = (tree: Tree, path: string) => {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === 'string') flat.set(`${path}.${key}`, value);
      else walk(value, `${path}.${key}`);
    }
  };
  walk(JSON.parse(readFileSync(join(renderer, folder, `messages.${language}.json`), 'utf8')) as Tree, folder);
  return flat;
}
const english = new Map(folders.flatMap((folder) => [...messages(folder, 'en')]));

describe('texts of the window', () => {
  it.each(folders)('of %s are there in both languages, with the same values to fill in', (folder) => {
    const en = messages(folder, 'en');
    const de = messages(folder, 'de');
    expect([...de.keys()].sort()).toEqual([...en.keys()].sort());
    const values = (text: string | undefined) => [...new Set(text?.match(/\{\w+\}/g))].sort();
    for (const [key, text] of en) expect(values(de.get(key)), key).toEqual(values(text));
  });

  it('are there for every key that a source names', () => {
    const missing: string[] = [];
    let named = 0;
    for (const file of sources.filter((name) => /\.(vue|ts)$/.test(name))) {
      const source = readFileSync(join(renderer, file), 'utf8');
      for (const [, key] of source.matchAll(/\b(?:t|say)\(\s*'([a-z]+\.[\w.-]+)'/g)) {
        named++;
        if (key && !english.has(key)) missing.push(`${file}: ${key}`);
      }
    }
    expect(named).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('are there for every action of every page', async () => {
    const files = sources.filter((file) => file.endsWith('/actions.ts'));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const { ACTIONS } = (await import(join(renderer, file))) as { ACTIONS: readonly Action[] };
      for (const action of ACTIONS) expect(english.has(titleOf(action.id)), action.id).toBe(true);
    }
  });

  it('take no key of another action of the page, nor one that holds everywhere', async () => {
    const all: Action[] = [];
    for (const file of sources.filter((name) => name.endsWith('/actions.ts'))) {
      all.push(...((await import(join(renderer, file))) as { ACTIONS: readonly Action[] }).ACTIONS);
    }
    const everywhere = all.filter((action) => action.id.startsWith('app.')).flatMap((action) => action.keys);
    for (const scope of new Set(all.map((action) => action.id.split('.')[0]))) {
      const own = all.filter((action) => action.id.startsWith(`${scope}.`)).flatMap((action) => action.keys);
      expect(own.length, scope).toBe(new Set(own).size);
      if (scope !== 'app') expect(own.filter((key) => everywhere.includes(key))).toEqual([]);
    }
  });
});

describe('icons of the window', () => {
  it('are in the bundled set', () => {
    const set = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../node_modules/@iconify-json/lucide/icons.json'), 'utf8'),
    ) as { icons: object; aliases: object };
    const unknown: string[] = [];
    for (const file of sources.filter((name) => /\.(vue|ts)$/.test(name))) {
      for (const [, name] of readFileSync(join(renderer, file), 'utf8').matchAll(/i-lucide-([a-z0-9-]*[a-z0-9])/g)) {
        if (name && !(name in set.icons) && !(name in set.aliases)) unknown.push(`${file}: ${name}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});
