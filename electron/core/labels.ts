import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { asProblem, Problem } from '../../models/problem.ts';
import { stemOf, withEnding } from './inputs.ts';

/** Transcriptions by image name or by path below the folder that was named. */
export class Labels {
  readonly #byName: ReadonlyMap<string, string>;

  constructor(entries: Iterable<readonly [name: string, text: string]>) {
    this.#byName = new Map([...entries].map(([name, text]) => [keyOf(name), text.normalize('NFC')]));
  }

  get size(): number {
    return this.#byName.size;
  }

  /** The transcription of an image: found by its relative path, then by its file name, each with or without ending. */
  of(relativePath: string): string | undefined {
    const path = keyOf(relativePath);
    const candidates = [path, withEnding(path, ''), basename(path), stemOf(path)];
    return candidates.map((name) => this.#byName.get(keyOf(name))).find((text) => text !== undefined);
  }

  /** The transcription under exactly this name. */
  named(name: string): string | undefined {
    return this.#byName.get(keyOf(name));
  }
}

/** One form for a name, whatever system wrote it. */
const keyOf = (name: string): string => name.normalize('NFC').replaceAll('\\', '/').replace(/^\.\//, '');

/**
 * Reads transcriptions from a `.json` object (names to texts, or one under the key `labels`), or from lines of
 * name–TAB–text (`.tsv`, `.txt`) or name–comma–text (`.csv`, quotes doubled). Throws `file-damaged` with the line.
 */
export async function readLabels(path: string): Promise<Labels> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw asProblem(error, path, 'read');
  });
  const content = text.replace(/^\uFEFF/, '');
  switch (extname(path).toLowerCase()) {
    case '.json':
      return new Labels(jsonEntries(content, path));
    case '.csv':
      return new Labels(lineEntries(content, path, csvEntry));
    default:
      return new Labels(lineEntries(content, path, tabEntry));
  }
}

function jsonEntries(text: string, path: string): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(path, `is not JSON (${(cause as Error).message})`);
  }
  const object = isRecord(value) && isRecord(value.labels) ? value.labels : value;
  if (!isRecord(object)) throw damaged(path, 'holds no object of names and texts');
  return Object.entries(object).map(([name, label]) => {
    if (typeof label !== 'string') throw damaged(path, `has no text for ${name}`);
    return [name, label];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type ParseLine = (line: string) => [string, string] | undefined;

function lineEntries(text: string, path: string, parse: ParseLine): [string, string][] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '') return [];
    const entry = parse(line);
    if (!entry) throw damaged(path, `has no name and text in line ${i + 1}`);
    return [entry];
  });
}

const tabEntry: ParseLine = (line) => {
  const tab = line.indexOf('\t');
  return tab > 0 ? [line.slice(0, tab), line.slice(tab + 1)] : undefined;
};

const csvEntry: ParseLine = (line) => {
  const cell = String.raw`("(?:[^"]|"")*"|[^,"]*)`;
  const match = new RegExp(`^${cell},${cell}(?:,.*)?$`).exec(line);
  const unquote = (text: string) => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
  return match?.[1] ? [unquote(match[1]), unquote(match[2] ?? '')] : undefined;
};

function damaged(path: string, what: string): Problem {
  return new Problem(
    'file-damaged',
    `The labels file ${path} ${what}.`,
    'Write one line per image, its name and its text with a tab between, or a JSON object of names and texts.',
  );
}
