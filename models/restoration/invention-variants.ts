import type { Raster } from '../image/raster.ts';
import { Random } from '../training/random.ts';

/**
 * A slightly changed copy of an LR crop, and how its restoration is brought back over that of the crop itself. Every change
 * is one that a second photograph might have had: another place on the sensor's grid, another exposure, other noise.
 */
export interface Variant {
  crop: Raster;
  /** Pixels of LR by which the copy's content lies further right and down. */
  shift: readonly [x: number, y: number];
  /** Levels of the copy are `gain` times those of the crop plus `offset`, of values in 0..1. */
  gain: number;
  offset: number;
}

/** Whole pixels: half ones would have to be interpolated, and the blur of that is what the network answers to. */
const SHIFTS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Less contrast at three levels of brightness; none leaves 0..1, so nothing is clipped and each can be undone. */
const GAIN = 0.9;
const OFFSETS = [0, 0.05, 0.1] as const;

/** Standard deviation of the noise in 8-bit levels: about that of a camera in good light. */
const NOISE = 2;
const NOISY = 2;
const SEED = 20_170;

/** Always the same copies of the same crop, so that maps can be compared and repeated. */
export function variantsOf(crop: Raster): Variant[] {
  const random = new Random(SEED);
  const plain = { shift: [0, 0], gain: 1, offset: 0 } as const;
  return [
    ...SHIFTS.map((shift): Variant => ({ ...plain, shift, crop: shifted(crop, shift) })),
    ...OFFSETS.map((offset): Variant => ({ ...plain, gain: GAIN, offset, crop: exposed(crop, GAIN, offset) })),
    ...Array.from({ length: NOISY }, (): Variant => ({ ...plain, crop: noisy(crop, random) })),
  ];
}

/** Content moved; what comes in from outside repeats the edge. */
function shifted({ width, height, data }: Raster, [dx, dy]: Variant['shift']): Raster {
  const moved = new Uint8Array(data.length);
  for (let y = 0, out = 0; y < height; y++) {
    const row = Math.min(Math.max(y - dy, 0), height - 1) * width;
    for (let x = 0; x < width; x++, out += 3) {
      const at = 3 * (row + Math.min(Math.max(x - dx, 0), width - 1));
      moved.set(data.subarray(at, at + 3), out);
    }
  }
  return { width, height, data: moved };
}

const exposed = ({ width, height, data }: Raster, gain: number, offset: number): Raster => ({
  width,
  height,
  data: data.map((level) => Math.round(gain * level + 255 * offset)),
});

const noisy = ({ width, height, data }: Raster, random: Random): Raster => ({
  width,
  height,
  data: data.map((level) => Math.min(Math.max(Math.round(level + NOISE * random.normal()), 0), 255)),
});
