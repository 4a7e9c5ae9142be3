import { encodePngWithAlpha } from '../image/encode.ts';
import type { InventionMap } from './invention.ts';

/** A hue that neither ink nor paper has, and that stays apart from both for eyes that confuse red with green. */
const COLOUR = [230, 0, 140] as const;

/** A PNG of the map's size in one colour, to be laid over the restoration: the more was invented, the less shows through. */
export function inventionOverlay({ width, height, map }: InventionMap): Promise<Uint8Array> {
  const pixels = new Uint8Array(4 * width * height);
  map.forEach((value, i) => pixels.set([...COLOUR, Math.round(255 * value)], 4 * i));
  return encodePngWithAlpha(width, height, pixels);
}
