import type { Raster } from '../image/raster.ts';

/** RGB in floats, 0..255 but not clamped, row by row. */
export interface LightField {
  width: number;
  height: number;
  /** width × height × 3. */
  data: Float32Array;
}

export function toRaster({ width, height, data }: LightField): Raster {
  return { width, height, data: Uint8Array.from(data, (value) => Math.min(255, Math.max(0, Math.round(value)))) };
}

export function toLight({ width, height, data }: Raster): LightField {
  return { width, height, data: Float32Array.from(data) };
}

/** Weights that a lens spreads a point of light by: square, of side 2·radius + 1, with sum 1. */
export interface Spread {
  radius: number;
  weights: Float32Array;
}

/**
 * A Gaussian of σ `along` in the direction `angle` (radians) and `across` beside it, drawn out by a motion of `motion` pixels
 * in the direction `course`.
 */
export function spreadOf(light: {
  along: number;
  across: number;
  angle: number;
  motion: number;
  course: number;
}): Spread {
  const { along, across, angle, motion, course } = light;
  const radius = Math.max(1, Math.ceil(2.5 * Math.max(along, across) + motion / 2));
  const side = 2 * radius + 1;
  const weights = new Float32Array(side * side);
  const steps = Math.max(1, Math.ceil(motion * 2));
  let total = 0;
  for (let row = -radius, at = 0; row <= radius; row++) {
    for (let column = -radius; column <= radius; column++, at++) {
      let sum = 0;
      for (let step = 0; step < steps; step++) {
        const way = ((step + 0.5) / steps - 0.5) * motion;
        const [x, y] = [column - way * Math.cos(course), row - way * Math.sin(course)];
        const [u, v] = [x * Math.cos(angle) + y * Math.sin(angle), y * Math.cos(angle) - x * Math.sin(angle)];
        sum += Math.exp(-0.5 * ((u / along) ** 2 + (v / across) ** 2));
      }
      weights[at] = sum;
      total += sum;
    }
  }
  return { radius, weights: weights.map((weight) => weight / total) };
}

/** Every point spread out; beyond the edge, the edge's light. */
export function blurred({ width, height, data }: LightField, { radius, weights }: Spread): LightField {
  const result = new Float32Array(data.length);
  const side = 2 * radius + 1;
  for (let row = 0; row < height; row++) {
    for (let j = -radius; j <= radius; j++) {
      const from = 3 * width * Math.min(height - 1, Math.max(0, row + j));
      for (let i = -radius; i <= radius; i++) {
        const weight = weights[(j + radius) * side + i + radius] as number;
        if (weight < 1e-5) continue;
        let out = 3 * width * row;
        for (let column = 0; column < width; column++, out += 3) {
          const at = from + 3 * Math.min(width - 1, Math.max(0, column + i));
          result[out] = (result[out] as number) + weight * (data[at] as number);
          result[out + 1] = (result[out + 1] as number) + weight * (data[at + 1] as number);
          result[out + 2] = (result[out + 2] as number) + weight * (data[at + 2] as number);
        }
      }
    }
  }
  return { width, height, data: result };
}
