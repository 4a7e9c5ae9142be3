import { basename, extname } from 'node:path';
import { asProblem } from '../../../models/base/problem.ts';
import { columnsOf, labelRow, type Column, type LabelRow } from './label-row.ts';
import { lines, rowsOf, separated, type Cell, type Row } from './rows.ts';
import { textOf } from './text-stream.ts';

/** One entry of a label file, or what is wrong with it. `place` is `line 7` or `entry 7`; '' for the file as a whole. */
export type LabelEntry = { place: string } & Outcome;
type Outcome = { row: LabelRow; fault?: never } | { row?: never; fault: string };

/** A JSON object is read whole, unlike lines. */
const MAX_JSON_CHARACTERS = 64 << 20;

const RECOGNITION_LIST = /^rec_gt[\w.-]*\.txt$/;

/** Names of label files, those that count most first. */
const NAMES = [
  'metadata.jsonl',
  'metadata.csv',
  'labels.jsonl',
  'labels.tsv',
  'labels.csv',
  'labels.json',
  'labels.txt',
];

/** How much a file of this name counts among those of its folder, 0 the most; undefined for what is no label file. */
export function labelFileRank(path: string): number | undefined {
  const name = basename(path).toLowerCase();
  if (RECOGNITION_LIST.test(name)) return NAMES.length;
  const rank = NAMES.indexOf(name);
  return rank < 0 ? undefined : rank;
}

/** The entries of a label file, in order. Never throws: a file that cannot be read or understood is one fault. */
export async function* labelEntries(path: string): AsyncGenerator<LabelEntry> {
  try {
    switch (extname(path).toLowerCase()) {
      case '.json':
        yield* jsonEntries(await wholeText(path));
        break;
      case '.jsonl':
        yield* jsonLines(path);
        break;
      case '.csv':
        yield* tableEntries(rowsOf(textOf(path), separated(await separatorOf(path))), ',');
        break;
      default:
        yield* tableEntries(
          rowsOf(
            textOf(path),
            lines((line) => line.split('\t').map((cell) => cell || undefined)),
          ),
          '\t',
        );
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

/** Spreadsheets of many countries write semicolons; a line of headings tells. */
async function separatorOf(path: string): Promise<string> {
  for await (const { cells } of rowsOf(
    textOf(path),
    lines((line) => [line]),
  )) {
    const isHeading = (separator: string) => headingsOf(cells?.[0]?.split(separator) ?? []);
    return [',', ';', '\t'].find(isHeading) ?? ',';
  }
  return ',';
}

/**
 * A table with a line of headings, or of names and transcriptions without one. Under headings an empty cell says nothing
 * and an empty quoted one says ''; without them an empty text is said. In lines with tabs the text may hold further tabs.
 */
async function* tableEntries(rows: AsyncIterable<Row>, separator: ',' | '\t'): AsyncGenerator<LabelEntry> {
  let columns: ReadonlyMap<Column, number> | undefined;
  let width = 0;
  for await (const { line, cells, fault } of rows) {
    const place = `line ${line}`;
    if (fault !== undefined) {
      yield { place, fault };
    } else if (cells.some((cell) => cell?.trim())) {
      const headings = columns ? undefined : headingsOf(cells);
      if (headings) {
        columns = headings;
        width = cells.length;
        continue;
      }
      columns ??= new Map();
      yield { place, ...(columns.size > 0 ? headedEntry(columns, width, cells) : plainEntry(cells, separator)) };
    }
  }
}

/** Headings name a file and at least one thing about it. */
function headingsOf(cells: readonly Cell[]): ReadonlyMap<Column, number> | undefined {
  const columns = columnsOf(cells.map((cell) => cell ?? ''));
  const named = (['file', 'lr', 'hr'] as const).some((column) => columns.has(column));
  return named && columns.size > 1 ? columns : undefined;
}

function headedEntry(columns: ReadonlyMap<Column, number>, width: number, cells: readonly Cell[]): Outcome {
  if (cells.length > width) return { fault: `has ${cells.length} cells under ${width} headings` };
  return named(labelRow(columns, cells));
}

const NAME_AND_TEXT: ReadonlyMap<Column, number> = new Map([
  ['file', 0],
  ['transcription', 1],
]);

function plainEntry([name, ...texts]: readonly Cell[], separator: ',' | '\t'): Outcome {
  if (!name || texts.length === 0) return { fault: 'has no name and text' };
  return named(labelRow(NAME_AND_TEXT, [name, separator === '\t' ? texts.join('\t') : (texts[0] ?? '')]));
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
