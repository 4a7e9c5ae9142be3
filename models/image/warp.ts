import type { Raster } from './raster.ts';
import { keysKernel } from './resize.ts';

/** A point in pixels, x to the right, y down. Pixel (i, j) covers [i, i+1) × [j, j+1); its centre is (i + ½, j + ½). */
export type Point = readonly [x: number, y: number];
/** Corners going round: what becomes the result's top-left, top-right, bottom-right and bottom-left. */
export type Quad = readonly [Point, Point, Point, Point];

/** Reach of the cubic kernel in pixels, before it is widened. */
const SUPPORT = 2;

/**
 * Rectifies the quadrilateral `quad` of a picture to `width`×`height` pixels by the perspective transform (a 3×3 homography,
 * solved in closed form) that takes the corners (0, 0), (width, 0), (width, height), (0, height) to those of `quad`. The
 * quad of the whole picture is therefore (0, 0), (w, 0), (w, h), (0, h), and a result of that size equals the picture.
 *
 * Samples with Keys' bicubic kernel (a = −0.5) at the centre of every result pixel. Where the transform shrinks, the kernel
 * is widened in x and in y by the local scale, as an antialiased resize does. Samples past the border are left out and the
 * rest weighted up. Results are rounded to 8 bits.
 *
 * Throws RangeError where the corners are not those of a convex quadrilateral or the size is no size.
 */
export function warpQuad(raster: Raster, quad: Quad, width: number, height: number): Raster {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`a picture cannot be warped to ${width}×${height}`);
  }
  const [a, b, c, d, e, f, g, h] = homographyOf(quad, width, height);
  const data = new Uint8Array(3 * width * height);
  const across = new Taps(raster.width);
  const down = new Taps(raster.height);
  for (let row = 0, out = 0; row < height; row++) {
    for (let column = 0; column < width; column++, out += 3) {
      const u = column + 0.5;
      const v = row + 0.5;
      const w = 1 / (g * u + h * v + 1);
      const x = (a * u + b * v + c) * w;
      const y = (d * u + e * v + f) * w;
      across.set(x, w * Math.sqrt((a - g * x) ** 2 + (b - h * x) ** 2));
      down.set(y, w * Math.sqrt((d - g * y) ** 2 + (e - h * y) ** 2));
      sample(raster, across, down, data, out);
    }
  }
  return { width, height, data };
}

type Homography = readonly [a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number];

/** x = (a·u + b·v + c) / (g·u + h·v + 1) and y = (d·u + e·v + f) / (g·u + h·v + 1) for u in 0..width, v in 0..height. */
function homographyOf(quad: Quad, width: number, height: number): Homography {
  if (!isConvex(quad)) throw new RangeError('the corners are not those of a convex quadrilateral');
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = quad;
  // A parallelogram has no perspective part, and no rounding may give it one.
  const skewX = x0 - x1 + x2 - x3;
  const skewY = y0 - y1 + y2 - y3;
  const determinant = (x1 - x2) * (y3 - y2) - (x3 - x2) * (y1 - y2);
  const g = (skewX * (y3 - y2) - skewY * (x3 - x2)) / determinant;
  const h = (skewY * (x1 - x2) - skewX * (y1 - y2)) / determinant;
  return [
    (x1 - x0 + g * x1) / width,
    (x3 - x0 + h * x3) / height,
    x0,
    (y1 - y0 + g * y1) / width,
    (y3 - y0 + h * y3) / height,
    y0,
    g / width,
    h / height,
  ];
}

/** Twice the area of the triangle of three neighbouring corners, in square pixels, from which on they are a corner. */
const LEAST_TURN = 1e-6;

/** Strictly convex, in either sense of rotation; false for crossing sides, three corners on a line and what is not finite. */
export function isConvex(quad: Quad): boolean {
  const turns = quad.map(([x, y], i) => {
    const [x1, y1] = quad[(i + 1) % 4] as Point;
    const [x2, y2] = quad[(i + 2) % 4] as Point;
    return (x1 - x) * (y2 - y1) - (y1 - y) * (x2 - x1);
  });
  return turns.every((turn) => turn > LEAST_TURN) || turns.every((turn) => turn < -LEAST_TURN);
}

/** Input positions along one axis and their weights, which sum to 1. */
class Taps {
  readonly #length: number;
  first = 0;
  count = 0;
  weights = new Float64Array(8);

  constructor(length: number) {
    this.#length = length;
  }

  /** Taps around `centre`, the kernel widened by `scale` where that is above 1. */
  set(centre: number, scale: number) {
    const stretch = Math.max(1, scale);
    const position = Math.min(Math.max(centre, 0), this.#length);
    const reach = SUPPORT * stretch;
    this.first = Math.max(0, Math.floor(position - reach + 0.5));
    this.count = Math.min(this.#length, Math.floor(position + reach + 0.5)) - this.first;
    if (this.count > this.weights.length) this.weights = new Float64Array(this.count);
    let total = 0;
    for (let i = 0; i < this.count; i++) {
      const weight = keysKernel((this.first + i + 0.5 - position) / stretch);
      this.weights[i] = weight;
      total += weight;
    }
    for (let i = 0; i < this.count; i++) this.weights[i] = (this.weights[i] as number) / total;
  }
}

function sample(raster: Raster, across: Taps, down: Taps, data: Uint8Array, out: number) {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let j = 0; j < down.count; j++) {
    const rowWeight = down.weights[j] as number;
    let at = 3 * ((down.first + j) * raster.width + across.first);
    for (let i = 0; i < across.count; i++, at += 3) {
      const weight = rowWeight * (across.weights[i] as number);
      red += weight * (raster.data[at] as number);
      green += weight * (raster.data[at + 1] as number);
      blue += weight * (raster.data[at + 2] as number);
    }
  }
  data[out] = toByte(red);
  data[out + 1] = toByte(green);
  data[out + 2] = toByte(blue);
}

const toByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
