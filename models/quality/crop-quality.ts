import { toGrey } from '../image/luminance.ts';
import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';

/** Pixels of the shorter side at which crops are looked at: what the networks see of a line of text. */
const SIDE = 32;

/**
 * How fast luminance changes for its contrast: the variance of its Laplacian (the four neighbours less four times the pixel)
 * divided by its own variance, over all pixels with four neighbours. A crop whose shorter side is above 32 pixels is reduced
 * to that first, so that large and small crops can be compared. 0 to 64; 20 for noise without correlation, 0 for one colour
 * and for pictures below 3×3 pixels. Blur lowers it, noise raises it; gain and offset of brightness leave it as it is.
 */
export function sharpness(raster: Raster): number {
  const { width, height, data } = toGrey(reduced(raster));
  const laplacian = new Moments();
  const luminance = new Moments();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const [left, right, up, down] = [data[i - 1], data[i + 1], data[i - width], data[i + width]] as [
        number,
        number,
        number,
        number,
      ];
      laplacian.add(left + right + up + down - 4 * (data[i] as number));
      luminance.add(data[i] as number);
    }
  }
  return luminance.variance < 1e-9 ? 0 : laplacian.variance / luminance.variance;
}

function reduced(raster: Raster): Raster {
  const scale = SIDE / Math.min(raster.width, raster.height);
  if (scale >= 1) return raster;
  return resizeBicubic(raster, Math.round(raster.width * scale), Math.round(raster.height * scale));
}

class Moments {
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#squares += value * value;
  }

  get variance(): number {
    return this.#count === 0 ? 0 : this.#squares / this.#count - (this.#sum / this.#count) ** 2;
  }
}

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
