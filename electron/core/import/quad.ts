import { isConvex } from '../../../models/image/warp.ts';
import type { Direction } from '../../contract/label.ts';
import type { Point, Quad } from '../db/dataset-item.ts';

/** Square pixels below which nothing can be read. */
const MIN_AREA = 16;
/** Annotators' corners may lie a little past the border of a photo; what is further out is meant for another picture. */
const MAX_OVERHANG = 2;
/** Opposite sides of a word on a wall differ by less; a wedge would be stretched without end. */
const MAX_TAPER = 10;

/**
 * Corners in the order of `Quad`, from a polygon of a file: point 0 is the text's own top-left and 0→1 its reading
 * direction. Points that go round the other way start at the bottom-left, so 0→1 stays the reading direction and the
 * crop is not mirrored.
 */
export function quadOf([a, b, c, d]: Quad): Quad {
  return signedArea([a, b, c, d]) < 0 ? [d, c, b, a] : [a, b, c, d];
}

/** Why no crop can be cut (completes "Polygon 3 of photo.jpg …"); undefined where one can. */
export function quadFault(quad: Quad, width: number, height: number): string | undefined {
  const outside = ([x, y]: Point) =>
    x < -MAX_OVERHANG || y < -MAX_OVERHANG || x > width + MAX_OVERHANG || y > height + MAX_OVERHANG;
  if (quad.some(outside)) return `lies outside the photo of ${width}×${height} pixels`;
  if (crosses(quad)) return 'crosses itself';
  if (Math.abs(signedArea(quad)) < MIN_AREA) return `covers less than ${MIN_AREA} square pixels`;
  if (!isConvex(quad)) return 'is bent inwards or has three corners on a line';
  const [top, right, bottom, left] = sides(quad);
  const taper = (a: number, b: number) => Math.max(a, b) / Math.min(a, b);
  if (taper(top, bottom) > MAX_TAPER || taper(left, right) > MAX_TAPER) {
    return `has opposite sides that differ more than ${MAX_TAPER} times`;
  }
  return undefined;
}

/** Direction of a text by the angle of its reading direction to the nearest axis: right h, down vp, up vn, left td. */
export function directionOf([[x0, y0], [x1, y1]]: Quad): Direction {
  const dx = x1 - x0;
  const dy = y1 - y0;
  if (Math.abs(dx) >= Math.abs(dy)) return dx >= 0 ? 'h' : 'td';
  return dy > 0 ? 'vp' : 'vn';
}

const FIRST_CORNER: Record<Direction, 0 | 1 | 2 | 3> = { h: 0, vn: 1, td: 2, vp: 3 };

/** The corners as they lie in the photo, its own top-left first, so that the crop looks as it was captured. */
export function asCaptured(quad: Quad): Quad {
  const first = FIRST_CORNER[directionOf(quad)];
  return [0, 1, 2, 3].map((i) => quad[(first + i) % 4]) as unknown as Quad;
}

/** Pixels of the crop: the longer of each two opposite sides, rounded, so that nothing is lost. */
export function cropSize(captured: Quad): { width: number; height: number } {
  const [top, right, bottom, left] = sides(captured);
  return {
    width: Math.max(1, Math.round(Math.max(top, bottom))),
    height: Math.max(1, Math.round(Math.max(left, right))),
  };
}

/** Whether the corners are those of the whole picture, in whatever order. */
export function isWholePicture(captured: Quad, width: number, height: number): boolean {
  return (
    JSON.stringify(captured) ===
    JSON.stringify([
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ])
  );
}

function sides(quad: Quad): [number, number, number, number] {
  const length = (i: number) => {
    const [x0, y0] = quad[i] as Point;
    const [x1, y1] = quad[(i + 1) % 4] as Point;
    return Math.hypot(x1 - x0, y1 - y0);
  };
  return [length(0), length(1), length(2), length(3)];
}

/** Positive for corners that go round clockwise as seen, y pointing down. */
function signedArea(quad: Quad): number {
  return quad.reduce((sum, [x, y], i) => {
    const [x1, y1] = quad[(i + 1) % 4] as Point;
    return sum + (x * y1 - x1 * y) / 2;
  }, 0);
}

function crosses([a, b, c, d]: Quad): boolean {
  return segmentsCross(a, b, c, d) || segmentsCross(b, c, d, a);
}

function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = ([px, py]: Point, [qx, qy]: Point, [x, y]: Point) =>
    Math.sign((qx - px) * (y - py) - (qy - py) * (x - px));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}
