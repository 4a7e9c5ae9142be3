import type { LoadedNetwork } from '../engines/engine.ts';
import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';
import { variantsOf, type Variant } from './invention-variants.ts';
import { restoreCrops, type Restoration, type RestoringOptions } from './restorer.ts';

/**
 * How much of a restoration was invented, as far as that can be seen without knowing the truth. Two signs are measured:
 *
 * - inconsistency: the restoration is shrunk back to the size of its input (Pillow's bicubic) and compared with it. What
 *   differs was not in the picture.
 * - variance: slightly changed copies of the input are restored too and laid over each other. What differs between them
 *   hangs on chance.
 *
 * Neither finds a wrong stroke that is drawn with confidence and fits the input, so a map without marks is no proof.
 */
export interface InventionMap {
  width: number;
  height: number;
  /** width × height values in 0..1 over the restoration: `strength` of both signs. */
  map: Float32Array;
  /** Mean absolute difference of values in 0..1. */
  inconsistency: number;
  /** Mean standard deviation of values in 0..1. */
  variance: number;
}

/**
 * From where on, and up to where, each sign counts; values in 0..1. Fixed, and not taken from the picture, so that maps of
 * different pictures can be compared. The difference begins above what taking out a camera's noise makes.
 */
export const INCONSISTENCY_RANGE = { from: 0.02, full: 0.2 } as const;
export const DEVIATION_RANGE = { from: 0, full: 0.05 } as const;

/** 0..1 for one place: how far each sign is within its range, and either is enough. */
export const strength = (difference: number, deviation: number): number =>
  1 - (1 - within(difference, INCONSISTENCY_RANGE)) * (1 - within(deviation, DEVIATION_RANGE));

const within = (value: number, { from, full }: { from: number; full: number }): number =>
  clamp((value - from) / (full - from));

/**
 * What was invented in the restoration of an LR crop; costs as much as nine restorations. Throws what the network throws.
 */
export async function inventionOf(
  network: LoadedNetwork,
  restoring: RestoringOptions,
  crop: Raster,
  restoration: Restoration,
): Promise<InventionMap> {
  const { width, height } = restoration.raster;
  const scale = width / crop.width;
  const variants = variantsOf(crop);
  const copies = await restoreCrops(
    network,
    restoring,
    variants.map((variant) => variant.crop),
  );
  const difference = shrunkDifference(restoration.raster, crop);
  const deviation = deviationOf(restoration, copies, variants, scale);
  const map = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y / scale) * crop.width;
    for (let x = 0; x < width; x++, i++) {
      map[i] = strength(difference[row + Math.floor(x / scale)] as number, deviation[i] as number);
    }
  }
  return { width, height, map, inconsistency: mean(difference), variance: mean(deviation) };
}

/** At every LR pixel, the absolute difference from the restoration shrunk back: mean over R, G and B, in 0..1. */
export function shrunkDifference(restored: Raster, crop: Raster): Float32Array {
  const shrunk = resizeBicubic(restored, crop.width, crop.height);
  return Float32Array.from({ length: crop.width * crop.height }, (_, pixel) => {
    let sum = 0;
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) {
      sum += Math.abs((shrunk.data[i] as number) - (crop.data[i] as number));
    }
    return sum / (3 * 255);
  });
}

/**
 * At every pixel of the restoration, the standard deviation over it and the restorations of the copies, each with its
 * change undone: mean over R, G and B, in 0..1. A shifted copy says nothing about the edge that it lost.
 */
function deviationOf(
  restoration: Restoration,
  copies: readonly Restoration[],
  variants: readonly Variant[],
  scale: number,
): Float32Array {
  const { width, height } = restoration.raster;
  const area = width * height;
  const count = new Uint8Array(area);
  const sum = new Float64Array(3 * area);
  const squares = new Float64Array(3 * area);
  const add = (planes: Float32Array, { shift: [dx, dy], gain, offset }: Omit<Variant, 'crop'>) => {
    const [right, down] = [dx * scale, dy * scale];
    for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
      for (let x = Math.max(0, -right); x < Math.min(width, width - right); x++) {
        const at = y * width + x;
        const from = at + down * width + right;
        count[at] = (count[at] as number) + 1;
        for (let plane = 0; plane < 3 * area; plane += area) {
          const value = clamp((clamp(planes[plane + from] as number) - offset) / gain);
          sum[plane + at] = (sum[plane + at] as number) + value;
          squares[plane + at] = (squares[plane + at] as number) + value * value;
        }
      }
    }
  };
  add(restoration.planes.data, { shift: [0, 0], gain: 1, offset: 0 });
  copies.forEach((copy, i) => add(copy.planes.data, variants[i] as Variant));
  return Float32Array.from({ length: area }, (_, at) => {
    const n = count[at] as number;
    let total = 0;
    for (let plane = 0; plane < 3 * area; plane += area) {
      const average = (sum[plane + at] as number) / n;
      total += Math.sqrt(Math.max(0, (squares[plane + at] as number) / n - average * average));
    }
    return total / 3;
  });
}

const clamp = (value: number): number => Math.min(Math.max(value, 0), 1);

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
