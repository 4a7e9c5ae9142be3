import type { TensorData } from '../base/tensor.ts';
import type { Raster } from './raster.ts';

/** Fraction bits of the 8-bit resampling weights, as in Pillow: 8 bits of pixel and 2 of headroom fill 32. */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

const BICUBIC_SUPPORT = 2;

/** Tables kept; a data set has few distinct sizes, a folder of photographs has many. */
const MAX_TABLES = 256;

/** For every output position: the first input position, how many inputs count, and their weights (`taps` slots each). */
interface FixedPointTable {
  first: Int32Array;
  count: Int32Array;
  weights: Int32Array;
  taps: number;
}

const tables = new Map<string, FixedPointTable>();

/**
 * Bicubic resize, equal to Pillow's `Image.resize(size, BICUBIC)` to the last bit.
 *
 * Keys' kernel with a = −0.5, widened when shrinking (antialiased); a horizontal pass and then a vertical one, each
 * rounded to 8 bits with 22-bit fixed-point weights. Takes 1 to 4 interleaved channels, given by the length of `data`.
 */
export function resizeBicubic(raster: Raster, width: number, height: number): Raster {
  expectSize(width, height);
  const channels = raster.data.length / (raster.width * raster.height);
  if (!Number.isInteger(channels) || channels < 1) {
    throw new RangeError(`${raster.data.length} bytes are no ${raster.width}×${raster.height} image`);
  }
  // Pillow's one exception to the order of the passes; rounding between them makes it visible.
  const verticalFirst = raster.height > 100 * raster.width && height < raster.height;
  let { data } = raster;
  if (verticalFirst) data = resizeColumns(data, raster.width * channels, raster.height, height);
  if (width !== raster.width) {
    data = resizeRows(data, raster.width, verticalFirst ? height : raster.height, channels, width);
  }
  if (!verticalFirst && height !== raster.height) data = resizeColumns(data, width * channels, raster.height, height);
  return { width, height, data: data === raster.data ? Uint8Array.from(data) : data };
}

function resizeRows(source: Uint8Array, width: number, height: number, channels: number, newWidth: number): Uint8Array {
  const { first, count, weights, taps } = tableFor(width, newWidth);
  const result = new Uint8Array(newWidth * height * channels);
  let out = 0;
  for (let y = 0; y < height; y++) {
    const row = y * width * channels;
    for (let x = 0; x < newWidth; x++) {
      const start = row + (first[x] as number) * channels;
      const n = count[x] as number;
      const w = x * taps;
      for (let c = 0; c < channels; c++) {
        let sum = HALF;
        for (let i = 0, at = start + c; i < n; i++, at += channels) {
          sum += (source[at] as number) * (weights[w + i] as number);
        }
        result[out++] = clampByte(sum >> PRECISION_BITS);
      }
    }
  }
  return result;
}

function resizeColumns(source: Uint8Array, stride: number, height: number, newHeight: number): Uint8Array {
  const { first, count, weights, taps } = tableFor(height, newHeight);
  const result = new Uint8Array(stride * newHeight);
  const sums = new Int32Array(stride);
  for (let y = 0; y < newHeight; y++) {
    sums.fill(HALF);
    for (let i = 0; i < (count[y] as number); i++) {
      const weight = weights[y * taps + i] as number;
      const row = ((first[y] as number) + i) * stride;
      for (let x = 0; x < stride; x++) sums[x] = (sums[x] as number) + (source[row + x] as number) * weight;
    }
    const out = y * stride;
    for (let x = 0; x < stride; x++) result[out + x] = clampByte((sums[x] as number) >> PRECISION_BITS);
  }
  return result;
}

const clampByte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

function tableFor(from: number, to: number): FixedPointTable {
  const key = `${from}:${to}`;
  let table = tables.get(key);
  if (!table) {
    if (tables.size >= MAX_TABLES) tables.clear();
    table = fixedPointTable(from, to);
    tables.set(key, table);
  }
  return table;
}

function fixedPointTable(from: number, to: number): FixedPointTable {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = BICUBIC_SUPPORT * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const table = { first: new Int32Array(to), count: new Int32Array(to), weights: new Int32Array(to * taps), taps };
  const exact = new Float64Array(taps);
  for (let x = 0; x < to; x++) {
    const centre = (x + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - first;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const weight = keysKernel((i + first - centre + 0.5) * (1 / stretch));
      exact[i] = weight;
      total += weight;
    }
    for (let i = 0; i < count; i++) {
      const weight = ((exact[i] as number) / total) * (1 << PRECISION_BITS);
      table.weights[x * taps + i] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    table.first[x] = first;
    table.count[x] = count;
  }
  return table;
}

/** Keys' cubic convolution kernel with a = −0.5, in the order of operations that Pillow uses. */
export function keysKernel(position: number): number {
  const x = Math.abs(position);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5;
  return 0;
}

/**
 * Bicubic resize of float planes (N, C, H, W) as `torch.nn.functional.interpolate(mode='bicubic')` does it: a = −0.75,
 * corners not aligned, edges repeated, and no antialiasing, so shrinking skips pixels. The published recogniser input
 * is made with it; everything else uses `resizeBicubic`. Values are neither clamped nor rounded.
 */
export function resizeBicubicTorch(planes: TensorData, height: number, width: number): TensorData {
  expectSize(width, height);
  const [n, c, h, w] = planes.shape;
  if (planes.shape.length !== 4 || !n || !c || !h || !w) {
    throw new RangeError(`planes of shape (${planes.shape.join()}) are not (N, C, H, W)`);
  }
  const across = fourTaps(w, width);
  const down = fourTaps(h, height);
  const result = new Float32Array(n * c * height * width);
  const rows = new Float64Array(h * width);
  for (let plane = 0; plane < n * c; plane++) {
    const source = planes.data.subarray(plane * h * w, (plane + 1) * h * w);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let i = 4 * x; i < 4 * x + 4; i++) {
          sum += (source[y * w + (across.at[i] as number)] as number) * (across.weight[i] as number);
        }
        rows[y * width + x] = sum;
      }
    }
    const start = plane * height * width;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let i = 4 * y; i < 4 * y + 4; i++) {
          sum += (rows[(down.at[i] as number) * width + x] as number) * (down.weight[i] as number);
        }
        result[start + y * width + x] = sum;
      }
    }
  }
  return { shape: [n, c, height, width], data: result };
}

/** Four input positions (repeated at the edges) and weights for every output position. */
function fourTaps(from: number, to: number): { at: Int32Array; weight: Float64Array } {
  const at = new Int32Array(to * 4);
  const weight = new Float64Array(to * 4);
  // Single precision, as in torch: at the right edge the rounding of a position is larger than that of a pixel.
  const scale = Math.fround(from / to);
  for (let x = 0; x < to; x++) {
    const position = Math.fround(Math.fround(scale * (x + 0.5)) - 0.5);
    const left = Math.floor(position);
    for (let i = 0; i < 4; i++) {
      const source = left - 1 + i;
      at[4 * x + i] = Math.min(Math.max(source, 0), from - 1);
      weight[4 * x + i] = sharpKernel(Math.abs(position - source));
    }
  }
  return { at, weight };
}

/** Cubic convolution kernel with a = −0.75, for distances 0..2. */
function sharpKernel(x: number): number {
  return x <= 1 ? (1.25 * x - 2.25) * x * x + 1 : ((-0.75 * x + 3.75) * x - 6) * x + 3;
}

function expectSize(width: number, height: number) {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`an image cannot be resized to ${width}×${height}`);
  }
}
