import type { TensorData } from '../base/tensor.ts';

/** How close a restored image is to the truth, over its R, G and B planes. */
export interface ImageQuality {
  /** Of values in 0..1. */
  meanSquaredError: number;
  /** In dB, at most `HIGHEST_PSNR`. */
  psnr: number;
  /** Structural similarity, 1 for equal images. */
  ssim: number;
}

/** What equal images score, whose PSNR is infinite: a mean must stay a number. No two different 8-bit crops come near it. */
export const HIGHEST_PSNR = 100;

/** SSIM's Gaussian window and constants (Wang et al. 2004), for values in 0..1. */
const RADIUS = 5;
const SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * PSNR and SSIM of images (N, 3|4, H, W) against the truth, in the same form; a mask plane is ignored.
 *
 * `compatible` is the published evaluation: nothing is clamped, one mean squared error is taken over the whole batch, and
 * SSIM's 11×11 windows reach over the edge into zeros. Published figures are means over batches, and depend on them.
 *
 * `correct` measures each image alone and returns the means: values are clamped to 0..1 as saving does, and windows stay
 * inside the image, as in scikit-image with `gaussian_weights`. On sides under 11 pixels the window is the largest odd
 * one that fits.
 */
export function imageQuality(restored: TensorData, truth: TensorData, mode: 'correct' | 'compatible'): ImageQuality {
  const [count, channels, height, width] = batchShape(restored, truth);
  const clamp = mode === 'correct';
  const similarity = new PlaneSimilarity({ height, width, insideOnly: mode === 'correct' });
  const area = height * width;
  const [a, b] = [new Float64Array(area), new Float64Array(area)];
  const errors: number[] = [];
  let ssim = 0;
  for (let image = 0; image < count; image++) {
    let error = 0;
    for (let plane = 0; plane < 3; plane++) {
      const start = (image * channels + plane) * area;
      load(a, restored.data, start, clamp);
      load(b, truth.data, start, clamp);
      error += squaredError(a, b);
      ssim += similarity.mean(a, b);
    }
    errors.push(error / (3 * area));
  }
  const meanSquaredError = mean(errors);
  return {
    meanSquaredError,
    psnr: mode === 'correct' ? mean(errors.map(psnrOfError)) : psnrOfError(meanSquaredError),
    ssim: ssim / (3 * count),
  };
}

/** PSNR in dB for a mean squared error of values in 0..1, at most `HIGHEST_PSNR`. */
export function psnrOfError(meanSquaredError: number): number {
  return Math.min(HIGHEST_PSNR, -10 * Math.log10(meanSquaredError));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function load(target: Float64Array, source: Float32Array, start: number, clamp: boolean) {
  for (let i = 0; i < target.length; i++) {
    const value = source[start + i] as number;
    target[i] = clamp ? Math.min(Math.max(value, 0), 1) : value;
  }
}

function squaredError(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return sum;
}

type FourMaps = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

const fourMaps = (size: number): FourMaps => [
  new Float64Array(size),
  new Float64Array(size),
  new Float64Array(size),
  new Float64Array(size),
];

/** SSIM of planes of one size. The Gaussian is separable, and x² + y² are not needed apart: four maps, two passes. */
class PlaneSimilarity {
  private readonly height: number;
  private readonly width: number;
  /** Gaussian weights by distance from the window's centre. */
  private readonly across: Float64Array;
  private readonly down: Float64Array;
  /** Zeros on each side. */
  private readonly padding: number;
  private readonly paddedWidth: number;
  private readonly columns: number;
  private readonly rows: number;
  /** x, y, x² + y² and xy: padded, after the horizontal pass, and one row after the vertical pass. */
  private readonly padded: FourMaps;
  private readonly smoothed: FourMaps;
  private readonly row: FourMaps;

  constructor({ height, width, insideOnly }: { height: number; width: number; insideOnly: boolean }) {
    this.height = height;
    this.width = width;
    this.padding = insideOnly ? 0 : RADIUS;
    this.paddedWidth = width + 2 * this.padding;
    const paddedHeight = height + 2 * this.padding;
    this.across = gaussian(Math.min(RADIUS, Math.floor((this.paddedWidth - 1) / 2)));
    this.down = gaussian(Math.min(RADIUS, Math.floor((paddedHeight - 1) / 2)));
    this.columns = this.paddedWidth - 2 * (this.across.length - 1);
    this.rows = paddedHeight - 2 * (this.down.length - 1);
    this.padded = fourMaps(this.paddedWidth * paddedHeight);
    this.smoothed = fourMaps(this.columns * paddedHeight);
    this.row = fourMaps(this.columns);
  }

  mean(a: Float64Array, b: Float64Array): number {
    this.fill(a, b);
    for (const map of [0, 1, 2, 3] as const) this.smoothRows(this.padded[map], this.smoothed[map]);
    const [meanX, meanY, squares, products] = this.row;
    let sum = 0;
    for (let y = 0; y < this.rows; y++) {
      for (const map of [0, 1, 2, 3] as const) this.smoothColumns(this.smoothed[map], y, this.row[map]);
      for (let x = 0; x < this.columns; x++) {
        const mx = meanX[x] as number;
        const my = meanY[x] as number;
        const meanProduct = mx * my;
        const meanSquares = mx * mx + my * my;
        const covariance = (products[x] as number) - meanProduct;
        const variances = (squares[x] as number) - meanSquares;
        sum += ((2 * meanProduct + C1) * (2 * covariance + C2)) / ((meanSquares + C1) * (variances + C2));
      }
    }
    return sum / (this.rows * this.columns);
  }

  private fill(a: Float64Array, b: Float64Array) {
    const [xs, ys, squares, products] = this.padded;
    for (let row = 0, i = 0; row < this.height; row++) {
      let at = (row + this.padding) * this.paddedWidth + this.padding;
      for (let column = 0; column < this.width; column++, at++, i++) {
        const x = a[i] as number;
        const y = b[i] as number;
        xs[at] = x;
        ys[at] = y;
        squares[at] = x * x + y * y;
        products[at] = x * y;
      }
    }
  }

  private smoothRows(map: Float64Array, target: Float64Array) {
    const { across, columns, paddedWidth } = this;
    const radius = across.length - 1;
    const centre = across[0] as number;
    for (let start = radius, out = 0; out < target.length; start += paddedWidth) {
      for (let at = start; at < start + columns; at++, out++) {
        let sum = centre * (map[at] as number);
        for (let d = 1; d <= radius; d++) {
          sum += (across[d] as number) * ((map[at - d] as number) + (map[at + d] as number));
        }
        target[out] = sum;
      }
    }
  }

  private smoothColumns(map: Float64Array, y: number, target: Float64Array) {
    const { down, columns } = this;
    const centre = (y + down.length - 1) * columns;
    for (let x = 0; x < columns; x++) target[x] = (down[0] as number) * (map[centre + x] as number);
    for (let d = 1; d < down.length; d++) {
      const weight = down[d] as number;
      const above = centre - d * columns;
      const below = centre + d * columns;
      for (let x = 0; x < columns; x++) {
        target[x] = (target[x] as number) + weight * ((map[above + x] as number) + (map[below + x] as number));
      }
    }
  }
}

/** Weights at distances 0..radius of a window that sums to 1. */
function gaussian(radius: number): Float64Array {
  const weights = Float64Array.from({ length: radius + 1 }, (_, d) => Math.exp(-(d * d) / (2 * SIGMA * SIGMA)));
  const total = weights.reduce((sum, weight, d) => sum + (d === 0 ? weight : 2 * weight), 0);
  return weights.map((weight) => weight / total);
}

function batchShape(a: TensorData, b: TensorData): [count: number, channels: number, height: number, width: number] {
  const [count = 0, channels = 0, height = 0, width = 0] = a.shape;
  if (a.shape.length !== 4 || channels < 3 || a.data.length === 0 || a.shape.join() !== b.shape.join()) {
    throw new RangeError(
      `shapes (${a.shape.join()}) and (${b.shape.join()}) are not two equal (N, 3, H, W) or (N, 4, H, W)`,
    );
  }
  return [count, channels, height, width];
}
