import type { Field } from './field.ts';

/** Share of each side over which the window falls to nothing. */
const TAPER = 0.2;
/** 1 keeps phases alone, 0 plain correlation. Small blurred crops have no signal in half of their frequencies. */
const WHITENING = 0.7;
/** Where the weight of a frequency has fallen to 1/e, in cycles per pixel. */
const CUTOFF = 0.25;

/** The whole-pixel shift within `reach` at which `moved` lies best on `still`. Both are of mean 0. */
export function correlationPeak(moved: Field, still: Field, reach: { x: number; y: number }): { x: number; y: number } {
  const width = powerOfTwo(moved.width + reach.x);
  const height = powerOfTwo(moved.height + reach.y);
  const a = windowed(moved, width, height);
  const b = windowed(still, width, height);
  transform(a);
  transform(b);
  for (let i = 0; i < a.re.length; i++) {
    const [ar, ai, br, bi] = [a.re[i], a.im[i], b.re[i], b.im[i]] as [number, number, number, number];
    const re = ar * br + ai * bi;
    const im = ai * br - ar * bi;
    const u = frequency(i % width, width);
    const v = frequency(Math.floor(i / width), height);
    const weight = Math.exp(-(u * u + v * v) / CUTOFF ** 2) / (Math.hypot(re, im) ** WHITENING + 1e-9);
    a.re[i] = re * weight;
    a.im[i] = im * weight;
  }
  transform(a, true);
  let best = -Infinity;
  let peak = { x: 0, y: 0 };
  for (let y = -reach.y; y <= reach.y; y++) {
    for (let x = -reach.x; x <= reach.x; x++) {
      const value = a.re[((y + height) % height) * width + ((x + width) % width)] as number;
      if (value > best) {
        best = value;
        peak = { x, y };
      }
    }
  }
  return peak;
}

/** Cycles per pixel of a sample of a spectrum, −½ to ½. */
const frequency = (index: number, size: number): number => (index < size / 2 ? index : index - size) / size;

/** In the corner of a field of zeros, falling to 0 along its border. */
function windowed(field: Field, width: number, height: number): Spectrum {
  const re = new Float64Array(width * height);
  for (let y = 0; y < field.height; y++) {
    const down = taper(y, field.height);
    for (let x = 0; x < field.width; x++) {
      re[y * width + x] = (field.data[y * field.width + x] as number) * down * taper(x, field.width);
    }
  }
  return { width, height, re, im: new Float64Array(width * height) };
}

/** Tukey's window: flat, with half a cosine at both ends. */
function taper(index: number, size: number): number {
  const fromEnd = Math.min(index + 0.5, size - index - 0.5) / size;
  return fromEnd >= TAPER ? 1 : (1 - Math.cos((Math.PI * fromEnd) / TAPER)) / 2;
}

/** Complex samples of a field of powers of two, row by row. */
export interface Spectrum {
  readonly width: number;
  readonly height: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The least power of two that is not below `length`. */
const powerOfTwo = (length: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, length)));

/** The two-dimensional discrete Fourier transform, in place; `inverse` divides by the number of samples. */
export function transform({ width, height, re, im }: Spectrum, inverse = false): void {
  for (let y = 0; y < height; y++) transformLine(re, im, y * width, 1, width, inverse);
  for (let x = 0; x < width; x++) transformLine(re, im, x, width, height, inverse);
  if (!inverse) return;
  const share = 1 / (width * height);
  for (let i = 0; i < re.length; i++) {
    re[i] = (re[i] as number) * share;
    im[i] = (im[i] as number) * share;
  }
}

/** Cooley and Tukey's transform, radix 2, of `n` samples from `start` on, `stride` apart. */
function transformLine(re: Float64Array, im: Float64Array, start: number, stride: number, n: number, inverse: boolean) {
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      swap(re, start + i * stride, start + j * stride);
      swap(im, start + i * stride, start + j * stride);
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const angle = ((inverse ? 2 : -2) * Math.PI) / size;
    for (let k = 0; k < half; k++) {
      const cos = Math.cos(angle * k);
      const sin = Math.sin(angle * k);
      for (let i = k; i < n; i += size) {
        const a = start + i * stride;
        const b = a + half * stride;
        const x = (re[b] as number) * cos - (im[b] as number) * sin;
        const y = (re[b] as number) * sin + (im[b] as number) * cos;
        re[b] = (re[a] as number) - x;
        im[b] = (im[a] as number) - y;
        re[a] = (re[a] as number) + x;
        im[a] = (im[a] as number) + y;
      }
    }
  }
}

function swap(values: Float64Array, i: number, j: number) {
  const value = values[i] as number;
  values[i] = values[j] as number;
  values[j] = value;
}
