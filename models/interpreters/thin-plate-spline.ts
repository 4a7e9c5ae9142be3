import type { SplineLayer } from './ops.ts';
import { Problem } from '../base/problem.ts';
import type { TensorData } from '../base/tensor.ts';

/**
 * The constants of a thin-plate spline that carries fixed target control points to moving source ones, as the published
 * rectification code defines them: kernel r² ln r² / 2, target coordinates 0..1 with pixel centres of the outer rows and
 * columns on 0 and 1. All in float64, row-major.
 */
export interface SplineConstants {
  /** (n, 2): x, y of the top row from left to right, then the bottom row. */
  targetControlPoints: Float64Array;
  /** (n + 3, n + 3). */
  inverseKernel: Float64Array;
  /** (height·width, n + 3): kernel values by control point, 1, x, y of every target pixel. */
  targetRepresentation: Float64Array;
}

type Spline = Omit<SplineLayer, 'name'>;

export function splineConstants({ controlPoints, margin, height, width }: Spline): SplineConstants {
  const targetControlPoints = edgePoints(controlPoints, margin);
  const order = controlPoints + 3;
  const represent = (points: Float64Array): Float64Array => {
    const rows = new Float64Array((points.length / 2) * order);
    for (let i = 0; 2 * i < points.length; i++) {
      const x = points[2 * i] as number;
      const y = points[2 * i + 1] as number;
      for (let k = 0; k < controlPoints; k++) {
        const dx = x - (targetControlPoints[2 * k] as number);
        const dy = y - (targetControlPoints[2 * k + 1] as number);
        rows[i * order + k] = radial(dx * dx + dy * dy);
      }
      rows.set([1, x, y], i * order + controlPoints);
    }
    return rows;
  };

  const kernel = new Float64Array(order * order);
  kernel.set(represent(targetControlPoints));
  for (let row = controlPoints; row < order; row++) {
    for (let k = 0; k < controlPoints; k++) kernel[row * order + k] = kernel[k * order + row] as number;
  }
  const inverseKernel = inverted(kernel, order);
  const targetRepresentation = represent(pixelCentres(height, width));
  return { targetControlPoints, inverseKernel, targetRepresentation };
}

/** Constants as a checkpoint carries them; the representation is that of one target size. */
export interface StoredSpline {
  inverseKernel: TensorData;
  targetRepresentation: TensorData;
}

/** By the representation that they were computed from. */
const weightsOfStored = new WeakMap<TensorData, Float32Array>();

/**
 * Weight of every source control point in the source position of every target pixel, (height·width, n).
 *
 * Stored constants are used where they are of this size: the published code computes them in float32, which moves
 * positions by up to a few thousandths of a pixel, and a network is used to the ones that it was trained with. Throws
 * `wrong-checkpoint` where they belong to another spline.
 */
export function sourceWeights(spline: Spline, stored?: StoredSpline): Float32Array {
  const pixels = spline.height * spline.width;
  if (stored?.targetRepresentation.shape[0] !== pixels) {
    const { targetRepresentation, inverseKernel } = splineConstants(spline);
    return product(targetRepresentation, inverseKernel, pixels, spline.controlPoints);
  }
  const known = weightsOfStored.get(stored.targetRepresentation);
  if (known) return known;
  expectSameSpline(spline, stored);
  const weights = product(stored.targetRepresentation.data, stored.inverseKernel.data, pixels, spline.controlPoints);
  weightsOfStored.set(stored.targetRepresentation, weights);
  return weights;
}

/** Rows of the representation by the first n columns of the inverse kernel: the other source values are zero. */
function product(
  representation: ArrayLike<number>,
  inverse: ArrayLike<number>,
  pixels: number,
  points: number,
): Float32Array {
  const order = points + 3;
  const weights = new Float32Array(pixels * points);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let k = 0; k < points; k++) {
      let sum = 0;
      for (let j = 0; j < order; j++) {
        sum += (representation[pixel * order + j] as number) * (inverse[j * order + k] as number);
      }
      weights[pixel * points + k] = sum;
    }
  }
  return weights;
}

const SAME_SPLINE_TOLERANCE = 1e-3;

function expectSameSpline(spline: Spline, stored: StoredSpline) {
  const own = splineConstants(spline);
  const pairs = [
    [stored.inverseKernel.data, own.inverseKernel],
    [stored.targetRepresentation.data, own.targetRepresentation],
  ] as const;
  if (pairs.every(([values, wanted]) => distance(values, wanted) <= SAME_SPLINE_TOLERANCE)) return;
  throw new Problem('other-control-grid', {});
}

/** ‖values − wanted‖ / ‖wanted‖; infinite where they differ in number. */
function distance(values: Float32Array, wanted: Float64Array): number {
  if (values.length !== wanted.length) return Infinity;
  let difference = 0;
  let norm = 0;
  wanted.forEach((value, i) => {
    difference += (value - (values[i] as number)) ** 2;
    norm += value ** 2;
  });
  return Math.sqrt(difference / norm);
}

/** Control points (count, 2) at `margin` from the edges, half of them along the top, half along the bottom. */
export function edgePoints(count: number, margin: number): Float64Array {
  const perSide = count / 2;
  const points = new Float64Array(2 * count);
  for (let k = 0; k < count; k++) {
    points[2 * k] = margin + ((1 - 2 * margin) * (k % perSide)) / (perSide - 1);
    points[2 * k + 1] = k < perSide ? margin : 1 - margin;
  }
  return points;
}

const radial = (squaredDistance: number): number =>
  squaredDistance === 0 ? 0 : 0.5 * squaredDistance * Math.log(squaredDistance);

function pixelCentres(height: number, width: number): Float64Array {
  const points = new Float64Array(2 * height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) points.set([x / (width - 1), y / (height - 1)], 2 * (y * width + x));
  }
  return points;
}

/** Gauss-Jordan elimination with partial pivoting. The kernel of distinct control points is never singular. */
function inverted(matrix: Float64Array, n: number): Float64Array {
  const left = Array.from({ length: n }, (_, row) => matrix.slice(row * n, (row + 1) * n));
  const right = left.map((_, row) => Float64Array.from({ length: n }, (_unused, column) => (row === column ? 1 : 0)));
  const rows = left.map((values, row) => ({ values, result: right[row] as Float64Array }));
  for (let column = 0; column < n; column++) {
    const candidates = rows.slice(column);
    const pivot = candidates.reduce((best, row) =>
      Math.abs(row.values[column] as number) > Math.abs(best.values[column] as number) ? row : best,
    );
    const from = rows.indexOf(pivot);
    const displaced = rows[column] as typeof pivot;
    rows[column] = pivot;
    rows[from] = displaced;
    const scale = 1 / (pivot.values[column] as number);
    for (const part of [pivot.values, pivot.result]) part.forEach((value, j) => (part[j] = value * scale));
    for (const row of rows) {
      const factor = row.values[column] as number;
      if (row === pivot || factor === 0) continue;
      for (let j = 0; j < n; j++) {
        row.values[j] = (row.values[j] as number) - factor * (pivot.values[j] as number);
        row.result[j] = (row.result[j] as number) - factor * (pivot.result[j] as number);
      }
    }
  }
  const inverse = new Float64Array(n * n);
  rows.forEach((row, i) => inverse.set(row.result, i * n));
  return inverse;
}
