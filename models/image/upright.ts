import type { Raster } from './raster.ts';

/** Reading direction of a crop as it was captured: TextZoom's `type`. */
export type CapturedDirection = 'h' | 'vp' | 'vn' | 'td';

/** Quarter turns clockwise that bring text which runs so upright. `vp` was turned clockwise, `vn` counter-clockwise. */
const TURNS: Record<CapturedDirection, number> = { h: 0, vp: 3, vn: 1, td: 2 };

/** The crop turned so that its text stands upright, as readers and networks need it. */
export const upright = (crop: Raster, direction: CapturedDirection = 'h'): Raster => turned(crop, TURNS[direction], 3);

/** An upright picture turned back to lie as its crop was captured. */
export const asCaptured = (picture: Raster, direction: CapturedDirection = 'h'): Raster =>
  turned(picture, (4 - TURNS[direction]) % 4, 3);

/** A plane of one value a pixel, turned back to lie as its crop was captured. */
export const planeAsCaptured = <P extends Pixels>(plane: P, direction: CapturedDirection = 'h'): P =>
  turned(plane, (4 - TURNS[direction]) % 4, 1);

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Float32Array;
}

/** Turned clockwise by `turns` quarters. */
function turned<P extends Pixels>(pixels: P, turns: number, channels: number): P {
  if (turns === 0) return pixels;
  const [width, height] = turns === 2 ? [pixels.width, pixels.height] : [pixels.height, pixels.width];
  const data = pixels.data.slice();
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Where the pixel that comes to (x, y) was before.
      const fromX = turns === 1 ? y : turns === 2 ? width - 1 - x : height - 1 - y;
      const fromY = turns === 1 ? width - 1 - x : turns === 2 ? height - 1 - y : x;
      const from = (fromY * pixels.width + fromX) * channels;
      for (let channel = 0; channel < channels; channel++) data[to++] = pixels.data[from + channel] as number;
    }
  }
  return { ...pixels, width, height, data };
}
