import type { Direction } from '../../electron/contract/label.ts';
import type { Point, Size } from './picture.ts';

/** Quarter turns clockwise. */
export type Turns = 0 | 1 | 2 | 3;

const UPRIGHT: Record<Direction, Turns> = { h: 0, vn: 1, td: 2, vp: 3 };

/** What brings a crop upright that was captured in this direction: a `vp` is turned clockwise, so it is turned back. */
export const uprightTurns = (direction: Direction | null): Turns => (direction ? UPRIGHT[direction] : 0);

/** The size of a picture after turning it. */
export const turnedSize = ({ width, height }: Size, turns: Turns): Size =>
  turns % 2 === 0 ? { width, height } : { width: height, height: width };

/**
 * The matrix [a, b, c, d, e, f], as canvases take it, that turns a picture of this size and puts its top left corner at
 * the origin again.
 */
export function turnMatrix({ width, height }: Size, turns: Turns): [number, number, number, number, number, number] {
  if (turns === 1) return [0, 1, -1, 0, height, 0];
  if (turns === 2) return [-1, 0, 0, -1, width, height];
  if (turns === 3) return [0, -1, 1, 0, 0, width];
  return [1, 0, 0, 1, 0, 0];
}

/** Where a point of the turned picture is in the picture as captured; `size` is that as captured. */
export function asCaptured({ x, y }: Point, { width, height }: Size, turns: Turns): Point {
  if (turns === 1) return { x: y, y: height - x };
  if (turns === 2) return { x: width - x, y: height - y };
  if (turns === 3) return { x: width - y, y: x };
  return { x, y };
}
