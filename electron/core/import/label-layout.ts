import { extname } from 'node:path';
import { isImageName } from '../pictures/inputs.ts';
import { columnsOf, type Column } from './label-row.ts';
import { lines, rowsOf, type Cell } from './rows.ts';
import { textOf } from './text-stream.ts';

/** How the lines of a label file are to be cut. */
export interface TableLayout {
  /** `ending`: the text begins after a blank behind the picture's ending. */
  separator: '\t' | ',' | ';' | '|' | 'ending';
  /** What quotes hold: cells of a table, the one text of a line, or nothing, where they are text like any other. */
  quotes: 'cells' | 'text' | 'none';
  /** Lines before the first that counts, such as `sep=;`. */
  preamble: number;
}

const SEPARATORS = ['\t', ',', ';', '|'] as const;
/** Lines that are looked at. */
const A_LOOK = 20;
const SPREADSHEET_HINT = /^sep=(.)$/i;

/**
 * Tells how a label file is laid out: by the line with which spreadsheets name their separator, by headings, or by what stands
 * behind names of pictures. Throws what the file system throws.
 */
export async function layoutOf(path: string): Promise<TableLayout> {
  const isTable = extname(path).toLowerCase() === '.csv';
  const head = await firstLines(path);
  const hint = SPREADSHEET_HINT.exec(head[0] ?? '')?.[1];
  const named = SEPARATORS.find((separator) => separator === hint);
  if (named) return { separator: named, quotes: 'cells', preamble: 1 };
  const first = head.find((line) => line.trim() !== '') ?? '';
  const ofHeadings = SEPARATORS.find((separator) => headingsOf(first.split(separator)));
  const separator = ofHeadings ?? separatorBehindPictures(head) ?? (isTable ? ',' : '\t');
  if (separator === 'ending' || separator === '\t')
    return { separator, quotes: isTable ? 'cells' : 'none', preamble: 0 };
  return { separator, quotes: isTable || ofHeadings ? 'cells' : 'text', preamble: 0 };
}

/** Whether most lines of a file of any name begin with the name of a picture and go on with a text. */
export async function namesPictures(path: string): Promise<boolean> {
  const head = (await firstLines(path)).filter((line) => line.trim() !== '');
  const separator = separatorBehindPictures(head);
  if (separator === undefined) return false;
  return 2 * head.filter((line) => beginsWithPicture(line, separator)).length > head.length;
}

/** Headings name a file and at least one thing about it. */
export function headingsOf(cells: readonly Cell[]): ReadonlyMap<Column, number> | undefined {
  const columns = columnsOf(cells.map((cell) => cell ?? ''));
  const named = (['file', 'lr', 'hr'] as const).some((column) => columns.has(column));
  return named && columns.size > 1 ? columns : undefined;
}

function separatorBehindPictures(head: readonly string[]): TableLayout['separator'] | undefined {
  const counts = ([...SEPARATORS, 'ending'] as const).map((separator) => ({
    separator,
    lines: head.filter((line) => beginsWithPicture(line, separator)).length,
  }));
  const most = Math.max(...counts.map((count) => count.lines));
  return most === 0 ? undefined : counts.find((count) => count.lines === most)?.separator;
}

function beginsWithPicture(line: string, separator: TableLayout['separator']): boolean {
  if (separator === 'ending') return isImageName(/^\s*(\S+)\s+\S/.exec(line)?.[1] ?? '');
  const at = line.indexOf(separator);
  return (
    at > 0 &&
    isImageName(
      line
        .slice(0, at)
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    )
  );
}

async function firstLines(path: string): Promise<string[]> {
  const head: string[] = [];
  for await (const { cells } of rowsOf(
    textOf(path),
    lines((line) => [line]),
  )) {
    head.push(cells?.[0] ?? '');
    if (head.length === A_LOOK) break;
  }
  return head;
}
