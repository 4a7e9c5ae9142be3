import type { Raster } from '../image/raster.ts';
import { type Quad, warpQuad } from '../image/warp.ts';

/** The size of a quad at its own resolution, in whole pixels. */
export function sizeOfQuad([a, b, c, d]: Quad): { width: number; height: number } {
  const side = (from: readonly [number, number], to: readonly [number, number]) =>
    Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [width, height] = [Math.max(side(a, b), side(d, c)), Math.max(side(a, d), side(b, c))];
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) };
}

/** The part of a photo inside a quad, upright and at its own resolution. Throws RangeError for a quad that is not convex. */
export function linePicture(photo: Raster, quad: Quad): Raster {
  const { width, height } = sizeOfQuad(quad);
  return warpQuad(photo, quad, width, height);
}
