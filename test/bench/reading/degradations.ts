import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { blurred, spreadOf, toLight, toRaster } from '../../../models/synthesis/light.ts';
import { Random } from '../../../models/training/random.ts';

/** A known way from HR to LR: a Gaussian of σ HR pixels, the mean of every four pixels, noise of σ 8-bit steps. */
export interface Degradation {
  name: string;
  blur: number;
  noise: number;
}

/** Nothing but the smaller size; what real small text was measured to have; more of either. */
export const CLEAN: Degradation = { name: 'clean', blur: 0, noise: 0 };
export const SOFT: Degradation = { name: 'blur 1.2', blur: 1.2, noise: 0.6 };
export const BLURRED: Degradation = { name: 'blur 2.25', blur: 2.25, noise: 0.6 };
export const STRONGLY_BLURRED: Degradation = { name: 'blur 3', blur: 3, noise: 0.6 };
export const NOISY: Degradation = { name: 'blur 0.8, noise 6', blur: 0.8, noise: 6 };

/** HR of `rows` rows, an even number, and an even number of columns. */
export function highResolution(raster: Raster, rows: number): Raster {
  const columns = 2 * Math.max(2, Math.round((raster.width * rows) / raster.height / 2));
  return resizeBicubic(raster, columns, rows);
}

/** LR of half of HR's size. */
export function degraded(hr: Raster, { blur, noise }: Degradation, seed: number): Raster {
  const random = new Random(seed);
  const light = toLight(hr);
  const optics = { along: blur, across: blur, angle: 0, motion: 0, course: 0 };
  const soft = blur > 0 ? blurred(light, spreadOf(optics)) : light;
  const [width, height] = [Math.floor(hr.width / 2), Math.floor(hr.height / 2)];
  const data = new Float32Array(3 * width * height);
  for (let y = 0, out = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++, out++) {
        const at = 3 * (2 * y * hr.width + 2 * x) + c;
        const [right, below] = [3, 3 * hr.width];
        const four = [at, at + right, at + below, at + right + below];
        data[out] = four.reduce((sum, i) => sum + (soft.data[i] as number), 0) / 4 + noise * random.normal();
      }
    }
  }
  return toRaster({ width, height, data });
}
