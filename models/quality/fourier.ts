/** Complex samples of a field of powers of two, row by row. */
export interface Spectrum {
  readonly width: number;
  readonly height: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The least power of two that is not below `length`. */
export const powerOfTwo = (length: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, length)));

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
