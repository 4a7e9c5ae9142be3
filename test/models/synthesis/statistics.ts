import type { Raster } from '../../../models/image/raster.ts';
import { toGrey } from '../../../models/image/luminance.ts';
import { blurred, spreadOf } from '../../../models/synthesis/light.ts';

/** What is measured of pairs, real and made alike. */
export interface PairStatistics {
  /** Of HR: pixels over which its strong edges rise, their height ÷ their steepest step; about 2.5 σ of the optics. */
  edgeWidth: number;
  /** Standard deviation of HR ÷ that of LR, of luminance. */
  contrastRatio: number;
  /** Of LR: σ in flat places in 8-bit steps, from the median of a second difference that knows no slopes. */
  noise: number;
  /** σ in HR pixels of the Gaussian that makes HR, halved, most like LR. */
  blur: number;
}

/** Of a pair whose sides show the same place. */
export function pairStatistics(lr: Raster, hr: Raster): PairStatistics {
  return {
    edgeWidth: edgeWidth(hr),
    contrastRatio: deviation(Array.from(toGrey(hr).data)) / deviation(Array.from(toGrey(lr).data)),
    noise: noiseOf(lr),
    blur: blurBetween(hr, lr),
  };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

function edgeWidth(raster: Raster): number {
  const { width, height, data } = toGrey(raster);
  const strong = 0.4 * (Math.max(...data) - Math.min(...data));
  const widths: number[] = [];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    let [start, sign, steepest] = [0, 0, 0];
    for (let x = 1; x <= width; x++) {
      const step = x < width ? (row[x] as number) - (row[x - 1] as number) : 0;
      if (Math.sign(step) !== sign) {
        const rise = Math.abs((row[x - 1] as number) - (row[start] as number));
        // An edge of the crop cuts into letters: what rises there has no beginning.
        if (rise > strong && start > 0 && x < width) widths.push(rise / steepest);
        [start, sign, steepest] = [x - 1, Math.sign(step), 0];
      }
      steepest = Math.max(steepest, Math.abs(step));
    }
  }
  return widths.length > 0 ? median(widths) : NaN;
}

/** Immerkær's mask (1996), by its median instead of its mean, so that letters do not count as noise. */
function noiseOf(raster: Raster): number {
  const { width, height, data } = raster;
  const at = (x: number, y: number) => data[3 * (y * width + x) + 1] as number;
  const values: number[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1);
      const sides = at(x, y - 1) + at(x, y + 1) + at(x - 1, y) + at(x + 1, y);
      values.push(Math.abs(corners - 2 * sides + 4 * at(x, y)) / 6);
    }
  }
  const flattest = values.toSorted((a, b) => a - b).slice(0, Math.ceil(values.length / 2));
  // The root mean square of the smaller half of a normal distribution's magnitudes is 0.378 σ.
  return Math.sqrt(flattest.reduce((sum, value) => sum + value * value, 0) / flattest.length) / 0.378;
}

function blurBetween(hr: Raster, lr: Raster): number {
  const light = { width: hr.width, height: hr.height, data: Float32Array.from(hr.data) };
  const wanted = Array.from(toGrey(lr).data);
  let best = { sigma: 0, likeness: -1 };
  for (let sigma = 0.25; sigma <= 4; sigma += 0.25) {
    const { data } = blurred(light, spreadOf({ along: sigma, across: sigma, angle: 0, motion: 0, course: 0 }));
    const made: number[] = [];
    for (let y = 0; y < lr.height; y++) {
      for (let x = 0; x < lr.width; x++) {
        let sum = 0;
        for (const [i, j] of [
          [0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ] as const)
          sum += data[3 * ((2 * y + j) * hr.width + 2 * x + i) + 1] as number;
        made.push(sum);
      }
    }
    const likeness = correlation(made, wanted);
    if (likeness > best.likeness) best = { sigma, likeness };
  }
  return best.sigma;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - ma) * ((b[i] as number) - mb))) / (deviation(a) * deviation(b) + 1e-9);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}
