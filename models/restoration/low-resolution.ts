import { Problem } from '../base/problem.ts';

export interface Size {
  width: number;
  height: number;
}

/** Input size of every crop in the published code, whatever its shape. */
export const PUBLISHED_INPUT: Size = { width: 64, height: 16 };

const LOWEST = 16;
const HIGHEST = 32;
const SMALLEST_SIDE = 4;
const WIDEST_ASPECT = 128;

/**
 * Whether a crop is left at its own size. Text of more than 32 rows is legible already: to shrink it so that the network can
 * enlarge it again only loses detail. Not in `compatible`, which squeezes everything, nor where a height is asked for.
 */
export const isLeftAsItIs = ({ height }: Size, mode: 'correct' | 'compatible', rows: 'auto' | number): boolean =>
  mode === 'correct' && rows === 'auto' && height > HIGHEST;

/**
 * The size at which TSRN sees a crop that is not left as it is.
 *
 * `compatible` squeezes every crop to 64×16 as the published code does. `correct` keeps its proportions: crops of 16 to
 * 32 rows stay as they are, smaller ones are brought to 16; a number asks for exactly that height.
 * Throws `image-too-small` and `image-too-wide`; `name` is how the message calls the image.
 */
export function lowResolutionSize(
  crop: Size,
  mode: 'correct' | 'compatible',
  height: 'auto' | number,
  name: string,
): Size {
  requireRoomForText(crop, name);
  if (crop.width > WIDEST_ASPECT * crop.height) {
    throw new Problem('picture-too-wide', { name, width: crop.width, height: crop.height, aspect: WIDEST_ASPECT });
  }
  if (mode === 'compatible') return PUBLISHED_INPUT;
  const rows = height === 'auto' ? Math.max(crop.height, LOWEST) : height;
  if (rows === crop.height) return { width: crop.width, height: crop.height };
  return { width: Math.max(SMALLEST_SIDE, Math.round((crop.width * rows) / crop.height)), height: rows };
}

/** Whether `lowResolutionSize` takes a crop. */
export const canBeRestored = ({ width, height }: Size): boolean =>
  Math.min(width, height) >= SMALLEST_SIDE && width <= WIDEST_ASPECT * height;

/** Throws `image-too-small` for a crop that cannot hold a character; `name` is how the message calls the image. */
export function requireRoomForText({ width, height }: Size, name: string): void {
  if (Math.min(width, height) >= SMALLEST_SIDE) return;
  throw new Problem('picture-too-small', { name, width, height, least: SMALLEST_SIDE });
}
