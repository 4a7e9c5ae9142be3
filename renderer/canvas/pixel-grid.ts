import type { Size } from './picture.ts';
import type { View } from './view.ts';

/** CSS pixels that a pixel must have for its edges to be drawn; closer, they would hide the text. */
const LEAST_SPACING = 12;

/**
 * Where the edges of a picture's own pixels are in a pane, in CSS pixels from its top left corner. Empty where they would
 * be too close, so a coarse LR shows its pixels earlier than HR. Sizes are as turned.
 */
export function pixelEdges(view: View, pane: Size, frame: Size, picture: Size): { columns: number[]; rows: number[] } {
  return {
    columns: edges(view.x, view.scale, pane.width, frame.width, picture.width),
    rows: edges(view.y, view.scale, pane.height, frame.height, picture.height),
  };
}

function edges(centre: number, scale: number, pane: number, frame: number, pixels: number): number[] {
  const spacing = (frame / pixels) * scale;
  if (spacing < LEAST_SPACING) return [];
  const origin = pane / 2 - centre * scale;
  const first = Math.max(0, Math.ceil(-origin / spacing));
  const last = Math.min(pixels, Math.floor((pane - origin) / spacing));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => origin + (first + i) * spacing);
}
