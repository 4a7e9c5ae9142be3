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
