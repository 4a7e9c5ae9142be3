import { toGrey } from '../image/luminance.ts';
import type { Raster } from '../image/raster.ts';

/** Levels at each end that count as black and as white when a picture is looked at as a drawing in two tones. */
const END = 8;
/** Levels next to them, into which the tail of an over-exposed surface runs. */
const SHOULDER = 32;
/** Share of black and of white pixels that a drawing in two tones has at least; and of both together. */
const EACH_TONE = 0.02;
const BOTH_TONES = 0.5;
/** Pixels on the shoulders for each at the ends, from which on the ends are where tails were cut off. */
const MOST_SHOULDER = 0.5;

/**
 * Share of pixels, 0..1, with a channel at 0 or 255, where detail was lost.
 *
 * Black on white by design, such as a scan reduced to two tones or printed text as it is drawn on a screen, has lost nothing
 * and gives 0. It is recognised by its histogram of luminance: black (0..7) and white (248..255) have each 2 % of the pixels or
 * more and half of them together, and the 32 levels next to each have together less than half as many as they.
 */
export function clippedShare(raster: Raster): number {
  if (isTwoToned(raster)) return 0;
  const { data } = raster;
  let clipped = 0;
  for (let i = 0; i < data.length; i += 3) {
    if (isEnd(data[i]) || isEnd(data[i + 1]) || isEnd(data[i + 2])) clipped++;
  }
  return clipped / (data.length / 3);
}

const isEnd = (value: number | undefined): boolean => value === 0 || value === 255;

function isTwoToned(raster: Raster): boolean {
  const { data } = toGrey(raster);
  let [black, white, shoulders] = [0, 0, 0];
  for (const value of data) {
    if (value < END) black++;
    else if (value >= 256 - END) white++;
    else if (value < END + SHOULDER || value >= 256 - END - SHOULDER) shoulders++;
  }
  const ends = black + white;
  return (
    Math.min(black, white) >= EACH_TONE * data.length &&
    ends >= BOTH_TONES * data.length &&
    shoulders < MOST_SHOULDER * ends
  );
}
