import { GlobalFonts } from '@napi-rs/canvas';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { asProblem, Problem } from '../base/problem.ts';
import { fontCharacters } from './font-characters.ts';
import { readUserFile } from '../base/user-file.ts';

/** A font that text can be drawn with. */
export interface Font {
  file: string;
  sha256: string;
  /** Under which the canvas knows it. */
  family: string;
  characters: ReadonlySet<number>;
}

const ENDINGS = ['ttf', 'otf', 'ttc'];

/** Where systems keep fonts. */
const SYSTEM_FOLDERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(homedir(), '.local/share/fonts'),
    join(homedir(), '.fonts'),
  ],
  darwin: ['/System/Library/Fonts', '/Library/Fonts', join(homedir(), 'Library/Fonts')],
  win32: [
    join(process.env.WINDIR ?? 'C:\\Windows', 'Fonts'),
    join(process.env.LOCALAPPDATA ?? '', 'Microsoft', 'Windows', 'Fonts'),
  ],
};

export const systemFontFolders = (): readonly string[] => SYSTEM_FOLDERS[process.platform] ?? [];

/**
 * Loads the TrueType and OpenType fonts among `places`, files and folders with all below them; of the system where none are
 * named. A font counts when it has all `needed` characters; one that cannot be read is passed over, since system folders hold
 * all kinds. Fonts come in the order of their content, so that a renamed file changes nothing. Throws `not-found` for a place
 * that is not there, and where no font is left.
 */
export async function loadFonts(places: readonly string[], needed: string): Promise<Font[]> {
  const fonts = new Map<string, Font>();
  for (const file of await fontFiles(places)) {
    const font = await loadFont(file, needed);
    if (font) fonts.set(font.sha256, font);
  }
  if (fonts.size > 0) return [...fonts.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  const where =
    places.length > 0 ? places.join(', ') : `the system's folders (${systemFontFolders().join(', ') || 'none'})`;
  throw new Problem('no-font', { characters: needed.slice(0, 12), places: where });
}

async function fontFiles(places: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  const named = places.map((place) => resolve(place));
  for (const place of named.length > 0 ? named : systemFontFolders()) {
    const facts = await stat(place).catch((error: unknown) => {
      if (named.length === 0) return undefined; // a system folder that this computer does not have
      throw asProblem(error, place, 'read');
    });
    if (facts?.isFile()) files.push(place);
    else if (facts) {
      const patterns = [`**/*.{${ENDINGS.join(',')}}`];
      files.push(...(await glob(patterns, { cwd: place, absolute: true, caseSensitiveMatch: false })));
    }
  }
  return files.sort();
}

async function loadFont(file: string, needed: string): Promise<Font | undefined> {
  let bytes: Buffer;
  let characters: Set<number>;
  try {
    bytes = await readUserFile(file);
    characters = fontCharacters(bytes);
  } catch {
    return undefined;
  }
  if (![...needed].every((character) => characters.has(character.codePointAt(0) as number))) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const family = `synthesis-${sha256.slice(0, 16)}`;
  if (!GlobalFonts.has(family) && !GlobalFonts.register(bytes, family)) return undefined;
  return { file, sha256, family, characters };
}
