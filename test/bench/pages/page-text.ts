import { characterEdits, textRule, type TextRule } from '../../../models/metrics/text-accuracy.ts';
import type { TrueLine } from './truth.ts';

type Point = readonly [number, number];

/** A line that some program found and read, in its own order; `outline` in pixels of the ground truth. */
export interface FoundLine {
  outline: Point[];
  text: string;
}

/** Wrong characters and characters that there are. */
export interface Edits {
  wrong: number;
  of: number;
}

export const WITH_ACCENTS: TextRule = textRule('correct');
export const WITHOUT_ACCENTS: TextRule = (text) => WITH_ACCENTS(text).normalize('NFD').replaceAll(/\p{M}/gu, '');

/**
 * Edits of a whole page, each side in its own order. What lies where nobody transcribed anything is left out of what was found, for
 * nobody can tell whether it is right.
 */
export function editsOfPage(truth: readonly TrueLine[], found: readonly FoundLine[], rule: TextRule): Edits {
  const kept = found.filter((line) => lineAt(truth, middleOf(line.outline))?.text !== '');
  const joined = (lines: readonly { text: string }[]) => rule(lines.map(({ text }) => text).join(' '));
  const expected = joined(truth.filter(({ text }) => text !== ''));
  return { wrong: characterEdits(expected, joined(kept)), of: [...expected].length };
}

/** Edits of every transcribed line, read by what was found in its place, from left to right; what lies elsewhere does not count. */
export function editsOfLines(truth: readonly TrueLine[], found: readonly FoundLine[], rule: TextRule): Edits {
  const byLine = Map.groupBy(found, (line) => lineAt(truth, middleOf(line.outline)));
  let [wrong, of] = [0, 0];
  for (const line of truth.filter(({ text }) => text !== '')) {
    const own = (byLine.get(line) ?? []).toSorted((a, b) => middleOf(a.outline)[0] - middleOf(b.outline)[0]);
    const expected = rule(line.text);
    wrong += characterEdits(expected, rule(own.map(({ text }) => text).join(' ')));
    of += [...expected].length;
  }
  return { wrong, of };
}

/** The true line whose outline holds a point. */
export const lineAt = (truth: readonly TrueLine[], point: Point): TrueLine | undefined =>
  truth.find(({ polygon }) => holds(polygon, point));

export function middleOf(outline: readonly Point[]): Point {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** Whether a ray from the point crosses the outline an odd number of times. */
function holds(polygon: readonly Point[], [x, y]: Point): boolean {
  return polygon.reduce((inside, [x0, y0], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length] as Point;
    const crosses = y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
    return crosses ? !inside : inside;
  }, false);
}
