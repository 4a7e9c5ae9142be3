import type { Point, Quad } from '../image/warp.ts';
import { type Extents, extentsAlong, folded, quadOf, turned } from './rectangle.ts';
import type { TextBox } from './text-boxes.ts';

/** A line of text on a picture, in its pixels. */
export interface TextLine {
  /** From where its text begins at the top, round to where it begins at the bottom. */
  quad: Quad;
  /** On which its letters stand, from its beginning on; at least two points. */
  baseline: Point[];
  /** In which its text runs, in radians from the x axis, clockwise as seen. */
  angle: number;
  /** Of the quad, in pixels. */
  height: number;
  /** 0..1, the detector's own opinion. */
  confidence: number;
}

/** A box longer than this many times its breadth shows by itself in which direction its text runs. */
const LONG = 2.5;
/** Boxes of one line differ in direction by less than this; of a page, those nearer to its direction follow it. */
const SAME_DIRECTION = Math.PI / 18;
/** Of the smaller box, the share of its height that must lie beside its neighbour. */
const BESIDE = 0.5;
/** Widest gap between neighbours of a line, in heights of the taller; the cells of a table stand further apart. */
const WIDEST_GAP = 1;
/** Heights of neighbours differ by less than this, unless the smaller one is a mark beside the larger. */
const TALLEST = 2.5;
/** From the middle of the letters down to their baseline, in heights of the quad. */
const MIDDLE_TO_BASELINE = 0.25;

/** A box and the direction in which it is taken to run. */
interface Directed {
  box: TextBox;
  angle: number;
}

/**
 * Lines of the boxes that lie in a row: neighbours of one direction and of like height, no more than a height apart. Boxes too
 * short to show a direction follow the page's, `page` in radians, and so does the sense in which every line runs. In no
 * particular order.
 */
export function linesOf(boxes: readonly TextBox[], page: number): TextLine[] {
  const directed = boxes.map((box): Directed => ({ box, angle: directionOf(box, page) }));
  const groups = directed.map((_, i) => i);
  const rootOf = (i: number): number => (groups[i] === i ? i : (groups[i] = rootOf(groups[i] as number)));
  for (const [i, one] of directed.entries()) {
    for (let j = i + 1; j < directed.length; j++) {
      const other = directed[j] as Directed;
      if (areNear(one.box, other.box) && areNeighbours(one, other)) groups[rootOf(j)] = rootOf(i);
    }
  }
  const grouped = Map.groupBy(directed, (_, i) => rootOf(i));
  return [...grouped.values()].map((members) => lineOf(members));
}

/** The direction of most text in radians, −π/2..π/2, from boxes that show one; 0 where none does. */
export function pageAngle(boxes: readonly TextBox[]): number {
  const long = boxes.filter(({ length, breadth }) => length >= LONG * breadth);
  // Doubled angles have no sense, so that −89° and 89° are neighbours.
  const [x, y] = long.reduce(
    ([sumX, sumY], { angle, length }) => [sumX + length * Math.cos(2 * angle), sumY + length * Math.sin(2 * angle)],
    [0, 0],
  );
  const mean = long.length === 0 ? 0 : Math.atan2(y, x) / 2;
  const byDistance = long
    .map(({ angle, length }) => ({ off: folded(angle - mean), length }))
    .sort((a, b) => a.off - b.off);
  let left = byDistance.reduce((sum, { length }) => sum + length, 0) / 2;
  const median = byDistance.find(({ length }) => (left -= length) <= 0)?.off ?? 0;
  return folded(mean + median);
}

const directionOf = ({ length, breadth, angle }: TextBox, page: number): number =>
  length >= LONG * breadth ? page + folded(angle - page) : page;

const areNear = (a: TextBox, b: TextBox): boolean => {
  const reach = (a.length + b.length) / 2 + (WIDEST_GAP + 1) * Math.max(a.breadth, b.breadth);
  return Math.abs(a.centre[0] - b.centre[0]) <= reach && Math.abs(a.centre[1] - b.centre[1]) <= reach;
};

function areNeighbours(one: Directed, other: Directed): boolean {
  if (Math.abs(folded(one.angle - other.angle)) > SAME_DIRECTION) return false;
  const leading = one.box.length >= other.box.length ? one : other;
  const a = extentsOf(one.box, leading.angle);
  const b = extentsOf(other.box, leading.angle);
  const [heightA, heightB] = [a.bottom - a.top, b.bottom - b.top];
  const beside = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const [smaller, taller] = [Math.min(heightA, heightB), Math.max(heightA, heightB)];
  if (beside < BESIDE * smaller) return false;
  if (taller > TALLEST * smaller && beside < smaller) return false;
  return Math.max(a.left, b.left) - Math.min(a.right, b.right) <= WIDEST_GAP * taller;
}

function extentsOf({ outline, growth }: TextBox, angle: number): Extents {
  const { left, right, top, bottom } = extentsAlong(outline, angle);
  const grow = growth / 2;
  return { left: left - grow, right: right + grow, top: top - grow, bottom: bottom + grow };
}

function lineOf(members: readonly Directed[]): TextLine {
  const longest = members.reduce((a, b) => (b.box.length > a.box.length ? b : a));
  const angle = members.length === 1 ? longest.angle : fittedAngle(members, longest.angle);
  const all = members.map(({ box }) => extentsOf(box, angle));
  const extents = {
    left: Math.min(...all.map(({ left }) => left)),
    right: Math.max(...all.map(({ right }) => right)),
    top: Math.min(...all.map(({ top }) => top)),
    bottom: Math.max(...all.map(({ bottom }) => bottom)),
  };
  const height = extents.bottom - extents.top;
  const weight = members.reduce((sum, { box }) => sum + box.length, 0);
  return {
    quad: quadOf(extents, angle),
    baseline: baselineOf(members, extents, angle),
    ...{ angle, height },
    confidence: members.reduce((sum, { box }) => sum + box.length * box.confidence, 0) / weight,
  };
}

/** The direction of the straight line through the middles of all letters (least squares). */
function fittedAngle(members: readonly Directed[], angle: number): number {
  const points = members.flatMap(({ box }) => [box.centre, ...box.spine]).map((point) => turned(point, -angle));
  const [u, v] = [0, 1].map((axis) => points.reduce((sum, point) => sum + (point[axis] as number), 0) / points.length);
  let [above, below] = [0, 0];
  for (const [x, y] of points) {
    above += (x - (u as number)) * (y - (v as number));
    below += (x - (u as number)) ** 2;
  }
  return below === 0 ? angle : angle + Math.atan(above / below);
}

/** The middles of the letters moved down, from one end of the line to the other. */
function baselineOf(members: readonly Directed[], { left, right, top, bottom }: Extents, angle: number): Point[] {
  const down = MIDDLE_TO_BASELINE * (bottom - top);
  const middles = members
    .flatMap(({ box }) => box.spine)
    .map((point) => turned(point, -angle))
    .sort(([a], [b]) => a - b);
  const [first, last] = [middles[0], middles.at(-1)];
  if (!first || !last) return [];
  const ends: Point[] = [[left, first[1]], ...middles, [right, last[1]]];
  return ends.map(([u, v]) => turned([u, v + down], angle));
}
