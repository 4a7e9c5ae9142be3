import { type Extents, extentsAlong } from './rectangle.ts';
import type { TextLine } from './text-lines.ts';

/** To which side lines begin, where several stand beside each other. */
export type WritingDirection = 'ltr' | 'rtl';

/** Narrowest corridor between two columns, in heights of a line. */
const CORRIDOR = 0.8;
/** Of a column's width, what the lines of half of it fill at least; cells of a table fill less. */
const FILLED = 0.4;
/** Lines that a column has at least; a note in a margin may have fewer, where what it stands beside has more. */
const LINES_OF_COLUMN = 3;
const LINES_BESIDE_NOTES = 6;
/** What is narrower than this many heights is a number before a line, and no column. */
const NARROWEST = 3;
/** Gaps that are tried to part headings from columns, the widest first. */
const GAPS_TRIED = 24;
/** Of the lower of two lines, the share that lies beside the other where both are of one row. */
const SAME_ROW = 0.5;

interface Placed extends Extents {
  line: TextLine;
}

/**
 * Lines in the order in which they are read, in blocks that stand apart. Columns are read one after the other, headings before
 * what stands under them, notes in a margin by themselves; what is no column, such as a table, row by row. `angle` is the
 * direction of the page's text in radians.
 *
 * Cuts along corridors and gaps as the XY-cut does ("Hierarchical representation of optically scanned documents", Nagy and
 * Seth, 1984), but into columns only where both sides are filled as columns are.
 */
export function inReadingOrder(lines: readonly TextLine[], angle: number, direction: WritingDirection): TextLine[][] {
  const placed = lines.map((line): Placed => {
    const { left, right, top, bottom } = extentsAlong(line.quad, angle);
    return direction === 'ltr' ? { line, left, right, top, bottom } : { line, left: -right, right: -left, top, bottom };
  });
  return blocksOf(placed).map((block) => block.map(({ line }) => line));
}

function blocksOf(lines: readonly Placed[]): Placed[][] {
  if (lines.length < 2) return lines.length === 0 ? [] : [[...lines]];
  const parts = columnsOf(lines) ?? bandWithColumns(lines);
  return parts ? parts.flatMap(blocksOf) : [byRows(lines)];
}

/** Two parts on both sides of the widest corridor, where both look like columns. */
function columnsOf(lines: readonly Placed[]): [Placed[], Placed[]] | undefined {
  const least = CORRIDOR * medianHeight(lines);
  return gapsOf(lines, 'left', 'right')
    .filter(({ width }) => width >= least)
    .map(({ at }) => partedAt(lines, 'left', at))
    .find(([one, other]) => isFilled(one) && isFilled(other) && areColumns(one, other) && areBeside(one, other));
}

/** What stands above columns, the tallest band that has columns, and what stands below it. */
function bandWithColumns(lines: readonly Placed[]): Placed[][] | undefined {
  const cuts = gapsOf(lines, 'top', 'bottom')
    .slice(0, GAPS_TRIED)
    .map(({ at }) => at);
  const bands = [-Infinity, ...cuts].flatMap((top) =>
    [...cuts, Infinity]
      .filter((bottom) => bottom > top)
      .map((bottom) => ({ top, band: lines.filter((line) => line.top >= top && line.top < bottom) })),
  );
  const found = bands.sort((a, b) => b.band.length - a.band.length).find(({ band }) => columnsOf(band));
  if (!found || found.band.length === lines.length) return undefined;
  const inside = new Set(found.band);
  const [above, below] = partedAt(
    lines.filter((line) => !inside.has(line)),
    'top',
    found.top,
  );
  return [above, found.band, below].filter((part) => part.length > 0);
}

/** Where nothing lies along one axis, the widest first. */
function gapsOf(
  lines: readonly Placed[],
  from: 'left' | 'top',
  to: 'right' | 'bottom',
): { at: number; width: number }[] {
  const sorted = [...lines].sort((a, b) => a[from] - b[from]);
  const gaps: { at: number; width: number }[] = [];
  let end = Infinity;
  for (const line of sorted) {
    if (line[from] > end) gaps.push({ at: (line[from] + end) / 2, width: line[from] - end });
    end = end === Infinity ? line[to] : Math.max(end, line[to]);
  }
  return gaps.sort((a, b) => b.width - a.width);
}

function partedAt(lines: readonly Placed[], from: 'left' | 'top', at: number): [Placed[], Placed[]] {
  return [lines.filter((line) => line[from] < at), lines.filter((line) => line[from] >= at)];
}

/** Whether half of the lines fill their part's width as text does. */
function isFilled(lines: readonly Placed[]): boolean {
  const width = Math.max(...lines.map(({ right }) => right)) - Math.min(...lines.map(({ left }) => left));
  const filled = median(lines.map(({ left, right }) => right - left));
  return filled >= FILLED * width && filled >= NARROWEST * medianHeight(lines);
}

function areColumns(one: readonly Placed[], other: readonly Placed[]): boolean {
  const [fewer, more] = [Math.min(one.length, other.length), Math.max(one.length, other.length)];
  return fewer >= LINES_OF_COLUMN || more >= LINES_BESIDE_NOTES;
}

/** Whether some line of one part stands beside one of the other. */
function areBeside(one: readonly Placed[], other: readonly Placed[]): boolean {
  const span = (lines: readonly Placed[]) => [
    Math.min(...lines.map(({ top }) => top)),
    Math.max(...lines.map(({ bottom }) => bottom)),
  ];
  const [topA = 0, bottomA = 0] = span(one);
  const [topB = 0, bottomB = 0] = span(other);
  return Math.min(bottomA, bottomB) > Math.max(topA, topB);
}

/** Row by row from the top, each from where it begins. */
function byRows(lines: readonly Placed[]): Placed[] {
  const rows: Placed[][] = [];
  for (const line of [...lines].sort((a, b) => a.top + a.bottom - b.top - b.bottom)) {
    const row = rows.at(-1);
    if (row?.every((other) => isSameRow(line, other))) row.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.left - b.left));
}

function isSameRow(a: Placed, b: Placed): boolean {
  const beside = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const overlaps = Math.min(a.right, b.right) > Math.max(a.left, b.left);
  return !overlaps && beside >= SAME_ROW * Math.min(a.bottom - a.top, b.bottom - b.top);
}

const medianHeight = (lines: readonly Placed[]): number => median(lines.map(({ top, bottom }) => bottom - top));

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
