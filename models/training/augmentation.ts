import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';
import { warpQuad } from '../image/warp.ts';
import type { Random } from './random.ts';

/** Of pictures at full strength: turned to their negative, their colours exchanged, made softer. */
const NEGATIVE = 0.25;
const EXCHANGED = 0.5;
const SOFTER = 0.4;
/** σ of noise at full strength, in 8-bit steps. */
const NOISE = 8;

/**
 * Both sides of a pair in other colours and light, alike, and LR with noise of its own. They are never moved: what is where
 * is what the network has to learn. `strength` in 0..1.
 */
export function augmentPair(lr: Raster, hr: Raster, strength: number, random: Random): { lr: Raster; hr: Raster } {
  const recolour = drawnColours(strength, random);
  return { lr: noisy(recolour(lr), strength, random), hr: recolour(hr) };
}

/** A picture to be read, in other colours and light, moved and stretched a little, softer and noisier. `strength` in 0..1. */
export function augmentReading(picture: Raster, strength: number, random: Random): Raster {
  const { width, height } = picture;
  const moved = (x: number, y: number) =>
    [
      x + random.uniform(-1, 1) * 0.08 * strength * height,
      y + random.uniform(-1, 1) * 0.08 * strength * height,
    ] as const;
  const quad = [moved(0, 0), moved(width, 0), moved(width, height), moved(0, height)] as const;
  let result = drawnColours(strength, random)(warpQuad(picture, quad, width, height));
  if (random.next() < SOFTER * strength) {
    const share = random.uniform(0.5, 1);
    const small = resizeBicubic(
      result,
      Math.max(2, Math.round(share * width)),
      Math.max(2, Math.round(share * height)),
    );
    result = resizeBicubic(small, width, height);
  }
  return noisy(result, strength, random);
}

/** One change of colours, to be made to any number of pictures. */
function drawnColours(strength: number, random: Random): (picture: Raster) => Raster {
  const isNegative = random.next() < NEGATIVE * strength;
  const order = random.next() < EXCHANGED * strength ? shuffledPlanes(random) : [0, 1, 2];
  const tables = [0, 1, 2].map(() => {
    const [gain, gamma] = [1 + random.uniform(-0.25, 0.2) * strength, 1 + random.uniform(-0.25, 0.3) * strength];
    return Uint8Array.from({ length: 256 }, (_, value) => {
      const light = 255 * Math.min(1, (value / 255) ** gamma * gain);
      return Math.round(isNegative ? 255 - light : light);
    });
  });
  return ({ width, height, data }) => {
    const changed = new Uint8Array(data.length);
    for (let i = 0; i < data.length; i++) {
      const plane = i % 3;
      changed[i] = (tables[plane] as Uint8Array)[data[i - plane + (order[plane] as number)] as number] as number;
    }
    return { width, height, data: changed };
  };
}

function shuffledPlanes(random: Random): number[] {
  const order = [0, 1, 2];
  for (let i = 2; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

function noisy({ width, height, data }: Raster, strength: number, random: Random): Raster {
  const sigma = random.uniform(0, NOISE * strength);
  const changed = data.map((value) => Math.min(255, Math.max(0, Math.round(value + sigma * random.normal()))));
  return { width, height, data: changed };
}
