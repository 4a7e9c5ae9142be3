import { keysKernel } from '../image/resize.ts';
import type { Field } from './field.ts';

const STEPS = 12;
/** A step below this, in pixels, ends the search. */
const CLOSE_ENOUGH = 0.002;
/** Share of the pixels that must overlap. */
const LEAST_OVERLAP = 0.2;

interface Shift {
  x: number;
  y: number;
}

/**
 * From a whole-pixel shift to fractions: moves `still` by the shift (Keys' cubic kernel) and solves for the gain, the offset
 * and the further shift that fit `moved` best where both are there, by Gauss and Newton's method. The shift stays within a
 * pixel and a half of where it began and within `reach`; the best of all steps counts. `correlation` is −1..1.
 */
export function refineShift(moved: Field, still: Field, start: Shift, reach: Shift): Shift & { correlation: number } {
  let at = start;
  let best = { ...start, correlation: -Infinity };
  for (let step = 0; step < STEPS; step++) {
    const fit = fitAt(moved, still, at);
    if (!fit) break;
    if (fit.correlation > best.correlation) best = { ...at, correlation: fit.correlation };
    if (!fit.further || Math.hypot(fit.further.x, fit.further.y) < CLOSE_ENOUGH) break;
    at = {
      x: within(at.x + within(fit.further.x, 0, 1), start.x, 1.5),
      y: within(at.y + within(fit.further.y, 0, 1), start.y, 1.5),
    };
    at = { x: within(at.x, 0, reach.x), y: within(at.y, 0, reach.y) };
  }
  return Number.isFinite(best.correlation) ? best : { ...start, correlation: 0 };
}

const within = (value: number, centre: number, radius: number): number =>
  Math.min(centre + radius, Math.max(centre - radius, value));

/** Undefined where too little overlaps. `further`: the step to take, where the picture tells. */
function fitAt(
  moved: Field,
  still: Field,
  shift: Shift,
): { correlation: number; further: Shift | undefined } | undefined {
  const { width, height } = moved;
  const shifted = shiftedBy(still, shift);
  const [left, right] = overlap(shift.x, width);
  const [top, bottom] = overlap(shift.y, height);
  const count = (right - left) * (bottom - top);
  if (right - left < 3 || bottom - top < 3 || count < LEAST_OVERLAP * width * height) return undefined;
  /** Normal equations for gain, offset and gain times the further shift, with the right-hand side as a fifth column. */
  const normal = Array.from({ length: 4 }, () => new Float64Array(5));
  let [sumA, sumAa, sumB, sumBb, sumAb] = [0, 0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = y * width + x;
      const a = moved.data[i] as number;
      const b = shifted[i] as number;
      const row = [
        b,
        1,
        ((shifted[i - 1] as number) - (shifted[i + 1] as number)) / 2,
        ((shifted[i - width] as number) - (shifted[i + width] as number)) / 2,
        a,
      ];
      for (let r = 0; r < 4; r++) {
        const line = normal[r] as Float64Array;
        for (let c = 0; c < 5; c++) line[c] = (line[c] as number) + (row[r] as number) * (row[c] as number);
      }
      sumA += a;
      sumAa += a * a;
      sumB += b;
      sumBb += b * b;
      sumAb += a * b;
    }
  }
  const varianceA = sumAa - sumA ** 2 / count;
  const varianceB = sumBb - sumB ** 2 / count;
  if (varianceA < 1e-9 * count || varianceB < 1e-9 * count) return { correlation: 0, further: undefined };
  const correlation = (sumAb - (sumA * sumB) / count) / Math.sqrt(varianceA * varianceB);
  const solution = solve(normal);
  const gain = solution?.[0] ?? 0;
  if (!solution || gain <= 0.05) return { correlation, further: undefined };
  return { correlation, further: { x: (solution[2] as number) / gain, y: (solution[3] as number) / gain } };
}

/** From and to where a field is there after its shift, with its neighbours. */
const overlap = (shift: number, size: number): [number, number] => [
  Math.max(1, Math.ceil(shift) + 1),
  Math.min(size - 1, size + Math.floor(shift) - 1),
];

/** The field moved right and down by a shift; pixels that come from outside repeat the border. */
function shiftedBy({ width, height, data }: Field, { x, y }: Shift): Float64Array {
  const rows = new Float64Array(data.length);
  const result = new Float64Array(data.length);
  const across = taps(x);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (const { offset, weight } of across) {
        sum += weight * (data[row * width + clamp(column + offset, width)] as number);
      }
      rows[row * width + column] = sum;
    }
  }
  const down = taps(y);
  for (let row = 0; row < height; row++) {
    for (const { offset, weight } of down) {
      const from = clamp(row + offset, height) * width;
      for (let column = 0; column < width; column++) {
        result[row * width + column] =
          (result[row * width + column] as number) + weight * (rows[from + column] as number);
      }
    }
  }
  return result;
}

/** Where the four samples lie that make up the value at a distance of `shift` back, and their weights. */
function taps(shift: number): { offset: number; weight: number }[] {
  const whole = Math.floor(-shift);
  return [-1, 0, 1, 2].map((k) => ({ offset: whole + k, weight: keysKernel(-shift - whole - k) }));
}

const clamp = (index: number, size: number): number => Math.min(size - 1, Math.max(0, index));

/** Gauss's elimination with row exchanges; undefined where the equations do not tell the unknowns. */
function solve(rows: readonly Float64Array[]): number[] | undefined {
  const n = rows.length;
  const m = rows.map((row) => [...row]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) {
      if (Math.abs(m[r]?.[column] as number) > Math.abs(m[pivot]?.[column] as number)) pivot = r;
    }
    const top = m[pivot] as number[];
    if (Math.abs(top[column] as number) < 1e-6) return undefined;
    m[pivot] = m[column] as number[];
    m[column] = top;
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const line = m[r] as number[];
      const factor = (line[column] as number) / (top[column] as number);
      for (let c = column; c <= n; c++) line[c] = (line[c] as number) - factor * (top[c] as number);
    }
  }
  return m.map((row, i) => (row[n] as number) / (row[i] as number));
}
