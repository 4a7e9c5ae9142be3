import type { Point, Quad } from '../image/warp.ts';

/** A rectangle at any angle, in pixels. */
export interface Rectangle {
  centre: Point;
  /** Along its longer side. */
  length: number;
  /** Across it. */
  breadth: number;
  /** Of the longer side against the x axis in radians, clockwise as seen, −π/2..π/2. */
  angle: number;
}

/**
 * The rectangle of least area around a convex hull: one side of it lies on a side of the hull (Freeman and Shapira, 1975), so
 * each is tried. Undefined where all points lie on a line.
 */
export function minimalRectangle(hull: readonly Point[]): Rectangle | undefined {
  if (hull.length < 3) return undefined;
  let best: Rectangle | undefined;
  for (const [i, [x0, y0]] of hull.entries()) {
    const [x1, y1] = hull[(i + 1) % hull.length] as Point;
    const candidate = rectangleAlong(hull, Math.atan2(y1 - y0, x1 - x0));
    if (!best || candidate.length * candidate.breadth < best.length * best.breadth) best = candidate;
  }
  return best;
}

/** The rectangle around points of which one side has this angle; `angle` of the result is that of the longer side. */
function rectangleAlong(points: readonly Point[], angle: number): Rectangle {
  const { left, right, top, bottom } = extentsAlong(points, angle);
  const [along, across] = [right - left, bottom - top];
  const centre = turned([(left + right) / 2, (top + bottom) / 2], angle);
  return along >= across
    ? { centre, length: along, breadth: across, angle: folded(angle) }
    : { centre, length: across, breadth: along, angle: folded(angle + Math.PI / 2) };
}

/** How far something reaches along a direction and across it, where (0, 0) stays the origin. */
export interface Extents {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function extentsAlong(points: readonly Point[], angle: number): Extents {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const point of points) {
    const [u, v] = turned(point, -angle);
    left = Math.min(left, u);
    right = Math.max(right, u);
    top = Math.min(top, v);
    bottom = Math.max(bottom, v);
  }
  return { left, right, top, bottom };
}

/** A point turned about the origin, clockwise as seen. */
export function turned([x, y]: Point, angle: number): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [x * cos - y * sin, x * sin + y * cos];
}

/** The corners of extents along a direction, from the top left as seen along it, round to the bottom left. */
export const quadOf = ({ left, right, top, bottom }: Extents, angle: number): Quad => [
  turned([left, top], angle),
  turned([right, top], angle),
  turned([right, bottom], angle),
  turned([left, bottom], angle),
];

/** The same direction without its sense, −π/2..π/2. */
export function folded(angle: number): number {
  const turns = angle / Math.PI;
  return (turns - Math.round(turns)) * Math.PI;
}

/** Corners of the convex hull in order (Andrew's monotone chain, 1979); fewer than 3 where all points lie on a line. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const half = (list: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of list) {
      while (chain.length >= 2 && turn(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Twice the signed area of the triangle of three points. */
const turn = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
