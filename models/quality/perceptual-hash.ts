import { toGrey } from '../image/luminance.ts';
import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';

/** The picture is reduced to so many columns and rows. Lines of text are wide, so more of it is kept across. */
const COLUMNS = 64;
const ROWS = 16;
/** Frequencies that are kept, across and down; the mean, 0 and 0, is not one of them. */
const ACROSS = 13;
const DOWN = 5;
/** Coefficients nearer than this are rounding, not picture. In levels of luminance. */
const STEP = 1e-6;

/**
 * A 64-bit hash of what a picture looks like: which of 64 low frequencies of its luminance (discrete cosine transform
 * of 64×16 samples, 13 across by 5 down without the mean) lie above their median. Few bits change when it is encoded again,
 * resized a little, or made brighter; about half of them differ between unlike pictures. A picture of one colour gives 0.
 */
export function perceptualHash(raster: Raster): bigint {
  const { data } = toGrey(resizeBicubic(raster, COLUMNS, ROWS));
  const coefficients: number[] = [];
  for (let v = 0; v < DOWN; v++) {
    for (let u = v === 0 ? 1 : 0; u < ACROSS; u++) coefficients.push(Math.round(coefficient(data, u, v) / STEP));
  }
  const ordered = coefficients.toSorted((a, b) => a - b);
  const median = ordered[ordered.length / 2 - 1] as number;
  return coefficients.reduce((hash, value) => (hash << 1n) | (value > median ? 1n : 0n), 0n);
}

/** Bits in which two hashes differ, 0 to 64. */
export function hammingDistance(a: bigint, b: bigint): number {
  const difference = a ^ b;
  return bitCount(Number(difference & 0xffff_ffffn)) + bitCount(Number((difference >> 32n) & 0xffff_ffffn));
}

/** Ones among the low 32 bits. */
export function bitCount(word: number): number {
  let pairs = word - ((word >>> 1) & 0x5555_5555);
  pairs = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((pairs + (pairs >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

const cosinesAcross = cosines(COLUMNS, ACROSS);
const cosinesDown = cosines(ROWS, DOWN);

/** Type II, as a mean over the samples. */
function coefficient(samples: Uint8Array, u: number, v: number): number {
  let sum = 0;
  for (let y = 0; y < ROWS; y++) {
    let row = 0;
    for (let x = 0; x < COLUMNS; x++) {
      row += (samples[y * COLUMNS + x] as number) * (cosinesAcross[u * COLUMNS + x] as number);
    }
    sum += row * (cosinesDown[v * ROWS + y] as number);
  }
  return sum / (ROWS * COLUMNS);
}

function cosines(samples: number, frequencies: number): Float64Array {
  const table = new Float64Array(samples * frequencies);
  for (let k = 0; k < frequencies; k++) {
    for (let i = 0; i < samples; i++) table[k * samples + i] = Math.cos((Math.PI * k * (i + 0.5)) / samples);
  }
  return table;
}
