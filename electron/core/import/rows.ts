/** A cell; undefined where nothing stood there, '' only where the file says so with a pair of quotes. */
export type Cell = string | undefined;

/** A row of a table, or what is wrong with it (completes "Line 7 of FILE …"). Lines count from 1. */
export type Row = { line: number } & SplitCells;
type SplitCells = { cells: readonly Cell[]; fault?: never } | { cells?: never; fault: string };

/** Characters of one row. A longest transcription and longest notes fit ten times over. */
export const MAX_ROW = 1 << 20;

/**
 * Takes one row off `text` at `from`. `end` is after its line break; undefined where the text ends before the row does and
 * more may come (`ended` false).
 */
export type RowSplitter = (text: string, from: number, ended: boolean) => SplitRow | undefined;
type SplitRow = { end: number } & SplitCells;

/** Rows of a text that comes piece by piece; LF, CR LF and CR end a line. Holds one piece and one row in memory. */
export async function* rowsOf(pieces: AsyncIterable<string>, split: RowSplitter): AsyncGenerator<Row> {
  let text = '';
  let at = 0;
  let line = 1;
  let ended = false;
  const source = pieces[Symbol.asyncIterator]();
  let skipping = false;
  try {
    for (;;) {
      if (skipping) {
        const found = lineEnd(text, at, ended);
        if (found) {
          skipping = false;
          at = found.end;
          line++;
        } else {
          // A line feed may follow a carriage return; nothing else of an overlong line matters.
          text = text.endsWith('\r') ? '\r' : '';
          at = 0;
        }
      }
      const row = !skipping && at < text.length ? split(text, at, ended) : undefined;
      if (row) {
        yield row.fault === undefined ? { line, cells: row.cells } : { line, fault: row.fault };
        line += breaksIn(text.slice(at, row.end));
        at = row.end;
      } else if (ended) {
        return;
      } else if (!skipping && text.length - at > MAX_ROW) {
        yield { line, fault: `is longer than ${MAX_ROW} characters` };
        skipping = true;
      } else {
        const next = await source.next();
        ended = next.done === true;
        text = text.slice(at) + (next.done ? '' : next.value);
        at = 0;
      }
    }
  } finally {
    await source.return?.();
  }
}

const breaksIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** Where the line that holds `from` stops, and where the next one starts. */
function lineEnd(text: string, from: number, ended: boolean): { stop: number; end: number } | undefined {
  const breaks = /[\r\n]/g;
  breaks.lastIndex = from;
  const stop = breaks.exec(text)?.index ?? -1;
  if (stop < 0) return ended ? { stop: text.length, end: text.length } : undefined;
  if (text[stop] === '\r' && stop + 1 === text.length && !ended) return undefined;
  return { stop, end: text.startsWith('\r\n', stop) ? stop + 2 : stop + 1 };
}

/** Every line is a row, cut by `cellsOf`. */
export function lines(cellsOf: (line: string) => readonly Cell[]): RowSplitter {
  return (text, from, ended) => {
    const found = lineEnd(text, from, ended);
    return found && { cells: cellsOf(text.slice(from, found.stop)), end: found.end };
  };
}

/**
 * Comma-separated values (or another separator) with optional quotes, doubled inside; a quoted cell may hold line breaks. A
 * row whose quotes are wrong is a fault that ends with its first line, so that one stray quote costs one row.
 */
export function separated(separator: string): RowSplitter {
  const plainEnd = new RegExp(`[\\r\\n${separator}]`, 'g');
  return (text, from, ended) => {
    const cells: Cell[] = [];
    const fault = (what: string): SplitRow | undefined => {
      const first = lineEnd(text, from, ended);
      return first && { fault: what, end: first.end };
    };
    for (let at = from; ; at++) {
      if (text[at] === '"') {
        const quoted = quotedCell(text, at, ended);
        if (quoted === 'open') {
          if (!ended && text.length - from <= MAX_ROW) return undefined;
          return fault('opens a quote that is never closed');
        }
        cells.push(quoted.value);
        at = quoted.end;
        if (at < text.length && !['\r', '\n', separator].includes(text[at] as string)) {
          return fault('has text after a closing quote');
        }
      } else {
        plainEnd.lastIndex = at;
        const end = plainEnd.exec(text)?.index ?? text.length;
        cells.push(text.slice(at, end) || undefined);
        at = end;
      }
      if (at >= text.length) return ended ? { cells, end: at } : undefined;
      if (text[at] === separator) continue;
      const found = lineEnd(text, at, ended);
      return found && { cells, end: found.end };
    }
  };
}

function quotedCell(text: string, at: number, ended: boolean): { value: string; end: number } | 'open' {
  for (let quote = text.indexOf('"', at + 1); quote >= 0; quote = text.indexOf('"', quote + 2)) {
    if (quote + 1 === text.length && !ended) return 'open';
    if (text[quote + 1] !== '"') {
      return { value: text.slice(at + 1, quote).replaceAll('""', '"'), end: quote + 1 };
    }
  }
  return 'open';
}
