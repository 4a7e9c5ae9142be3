import { basename, extname } from 'node:path';
import { APOSTROPHES, unguarded } from '../files/formula-guard.ts';
import { asProblem } from '../../../models/base/problem.ts';
import { headingsOf, layoutOf, type TableLayout } from './label-layout.ts';
import { columnsOf, labelRow, type Column, type LabelRow } from './label-row.ts';
import { ppocrLabel } from './ppocr-label.ts';
import { lines, rowsOf, separated, type Cell, type Row } from './rows.ts';
import { textOf } from './text-stream.ts';

/** One entry of a label file, or what is wrong with it. `place` is `line 7` or `entry 7`; '' for the file as a whole. */
export type LabelEntry = { place: string } & Outcome;
type Outcome = { row: LabelRow; fault?: never } | { row?: never; fault: string };

/** A JSON object is read whole, unlike lines. */
const MAX_JSON_CHARACTERS = 64 << 20;

const RECOGNITION_LIST = /^rec_gt[\w.-]*\.txt$/;
/** The text of one picture: `crop.gt.txt` beside `crop.png`. */
const OF_ONE_PICTURE = /^(.+)\.gt\.txt$/i;

/** Names of label files, those that count most first. */
const NAMES = [
  'metadata.jsonl',
  'metadata.csv',
  'labels.jsonl',
  'labels.tsv',
  'labels.csv',
  'labels.json',
  'labels.txt',
  'label.txt',
  ...['annotations', 'transcriptions', 'gt', 'groundtruth', 'ground_truth'].flatMap((name) =>
    ['jsonl', 'tsv', 'csv', 'json', 'txt'].map((ending) => `${name}.${ending}`),
  ),
];
/** Weaker than all of these: files of other names whose lines turn out to name pictures. */
export const UNKNOWN_NAME_RANK = NAMES.length + 2;

/** How much a file of this name counts among those of its folder, 0 the most; undefined for what is no label file. */
export function labelFileRank(path: string): number | undefined {
  const name = basename(path).toLowerCase();
  if (RECOGNITION_LIST.test(name)) return NAMES.length;
  if (OF_ONE_PICTURE.test(name)) return NAMES.length + 1;
  const rank = NAMES.indexOf(name);
  return rank < 0 ? undefined : rank;
}

/** The entries of a label file, in order. Never throws: a file that cannot be read or understood is one fault. */
export async function* labelEntries(path: string): AsyncGenerator<LabelEntry> {
  try {
    const ofOne = OF_ONE_PICTURE.exec(basename(path));
    if (ofOne) {
      yield { place: '', ...named(labelRow(NAME_AND_TEXT, [ofOne[1], oneLine(await wholeText(path))])) };
      return;
    }
    switch (extname(path).toLowerCase()) {
      case '.json':
        yield* jsonEntries(await wholeText(path));
        break;
      case '.jsonl':
        yield* jsonLines(path);
        break;
      default: {
        const layout = await layoutOf(path);
        yield* tableEntries(rowsOf(textOf(path), splitterOf(layout)), layout);
      }
    }
  } catch (error) {
    if (error instanceof Unreadable) yield { place: '', fault: error.message };
    else yield { place: '', fault: `could not be read (${asProblem(error, path, 'read').message})` };
  }
}

class Unreadable extends Error {}

async function wholeText(path: string): Promise<string> {
  let text = '';
  for await (const piece of textOf(path)) {
    text += piece;
    if (text.length > MAX_JSON_CHARACTERS) {
      throw new Unreadable('is too large for a JSON file that is read whole; write JSON lines (.jsonl) or CSV instead');
    }
  }
  return text;
}

/** Lines of a text as one, without what surrounds it. */
const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ').trim();

function splitterOf({ separator, quotes }: TableLayout) {
  if (separator === 'ending') return lines((line) => cutAfterPicture(line));
  if (quotes === 'cells') return separated(separator);
  if (quotes === 'text') return lines((line) => cutAtFirst(line, separator));
  return lines((line) => line.split(separator).map((cell) => cell || undefined));
}

/** `a.png Bakery`: the text begins after the picture's ending. */
function cutAfterPicture(line: string): Cell[] {
  const parts = /^\s*(.*?\.[a-z]{3,4})\s+(.*)$/i.exec(line);
  return parts ? [parts[1], parts[2]] : [line || undefined];
}

/** `a.png, "say \"hi\""`: one text, which may stand in quotes. */
function cutAtFirst(line: string, separator: string): Cell[] {
  const at = line.indexOf(separator);
  if (at < 0) return [line || undefined];
  const text = line.slice(at + 1).trim();
  const quoted = /^"(.*)"$/s.exec(text)?.[1];
  return [line.slice(0, at), quoted?.replace(/\\(["\\])|""/g, (_, mark: string | undefined) => mark ?? '"') ?? text];
}

/**
 * A table with a line of headings, or of names and transcriptions without one. Under headings an empty cell says nothing
 * and an empty quoted one says ''; without them an empty text is said, and the text may hold further separators.
 */
async function* tableEntries(
  rows: AsyncIterable<Row>,
  { separator, preamble }: TableLayout,
): AsyncGenerator<LabelEntry> {
  let columns: ReadonlyMap<Column, number> | undefined;
  let width = 0;
  let isGuarded = false;
  for await (const { line, cells, fault } of rows) {
    const place = `line ${line}`;
    if (line <= preamble) continue;
    if (fault !== undefined) {
      yield { place, fault };
    } else if (cells.some((cell) => cell?.trim())) {
      const headings = columns ? undefined : headingsOf(cells);
      if (headings) {
        columns = headings;
        width = cells.length;
        isGuarded = cells.includes(APOSTROPHES);
        continue;
      }
      columns ??= new Map();
      yield {
        place,
        ...(columns.size > 0
          ? headedEntry(columns, width, isGuarded ? cells.map(unguarded) : cells)
          : plainEntry(cells, separator)),
      };
    }
  }
}

function headedEntry(columns: ReadonlyMap<Column, number>, width: number, cells: readonly Cell[]): Outcome {
  if (cells.length > width) return { fault: `has ${cells.length} cells under ${width} headings` };
  return named(labelRow(columns, cells));
}

const NAME_AND_TEXT: ReadonlyMap<Column, number> = new Map([
  ['file', 0],
  ['transcription', 1],
]);

function plainEntry([name, ...texts]: readonly Cell[], separator: TableLayout['separator']): Outcome {
  if (!name || texts.length === 0) return { fault: 'has no name and text' };
  const text = texts.map((cell) => cell ?? '').join(separator === 'ending' ? ' ' : separator);
  return named(ppocrLabel(name, text) ?? labelRow(NAME_AND_TEXT, [name, text]));
}

function named(row: LabelRow): Outcome {
  return row.file === undefined && row.lr === undefined && row.hr === undefined
    ? { fault: row.faults[0] ?? 'names no file' }
    : { row };
}

async function* jsonLines(path: string): AsyncGenerator<LabelEntry> {
  for await (const { line, cells, fault } of rowsOf(
    textOf(path),
    lines((text) => [text]),
  )) {
    const place = `line ${line}`;
    const text = cells?.[0] ?? '';
    if (fault !== undefined) yield { place, fault };
    else if (text.trim() !== '') yield { place, ...parsedLine(text) };
  }
}

function parsedLine(text: string): Outcome {
  try {
    return objectEntry(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: 'is not JSON' };
    throw error;
  }
}

/** Names to texts or to objects, also under the key `labels`; or a list of objects that name their file. */
function* jsonEntries(text: string): Generator<LabelEntry> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`is not JSON (${(error as Error).message})`);
  }
  const labels = isRecord(value) && typeof value.labels === 'object' ? value.labels : value;
  const entries = Array.isArray(labels)
    ? labels.map((entry) => objectEntry(entry))
    : isRecord(labels)
      ? Object.entries(labels).map(([file, entry]) =>
          objectEntry(isRecord(entry) ? { file, ...entry } : { file, text: entry }),
        )
      : undefined;
  if (!entries) throw new Unreadable('holds no object of names and texts');
  for (const [i, entry] of entries.entries()) yield { place: `entry ${i + 1}`, ...entry };
}

function objectEntry(value: unknown): Outcome {
  if (!isRecord(value)) return { fault: 'is no object' };
  return named(labelRow(columnsOf(Object.keys(value)), Object.values(value)));
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
