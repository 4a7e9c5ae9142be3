import { encodePngWithAlpha } from '../image/encode.ts';
import { planeAsCaptured, type CapturedDirection } from '../image/upright.ts';
import type { InventionMap } from './invention.ts';

/** A hue that neither ink nor paper has, and that stays apart from both for eyes that confuse red with green. */
const COLOUR = [230, 0, 140] as const;

/**
 * A PNG of the map's size in one colour, to be laid over the restoration: the more was invented, the less shows through. It
 * lies as the crop was captured, whose text runs in `direction`.
 */
export function inventionOverlay({ map, ...size }: InventionMap, direction?: CapturedDirection): Promise<Uint8Array> {
  const { width, height, data } = planeAsCaptured({ width: size.width, height: size.height, data: map }, direction);
  const pixels = new Uint8Array(4 * width * height);
  data.forEach((value, i) => pixels.set([...COLOUR, Math.round(255 * value)], 4 * i));
  return encodePngWithAlpha(width, height, pixels);
}
