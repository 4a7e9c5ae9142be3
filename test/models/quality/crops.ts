import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Transformer } from '@napi-rs/image';
import { decodeImage } from '../../../models/image/decode.ts';
import { ppmOf } from '../../../models/image/encode.ts';
import type { Raster } from '../../../models/image/raster.ts';

const DEMO = fileURLToPath(new URL('../../../resources/demo', import.meta.url));

export interface DemoPair {
  grade: string;
  name: string;
  lr: Raster;
  hr: Raster;
}

/** The 24 sample pairs. */
export async function demoPairs(): Promise<DemoPair[]> {
  const pairs: DemoPair[] = [];
  for (const grade of ['easy', 'medium', 'hard']) {
    for (const name of (await readdir(join(DEMO, grade, 'hr'))).sort()) {
      const read = async (side: string) => decodeImage(await readFile(join(DEMO, grade, side, name)), name);
      pairs.push({ grade, name, lr: await read('lr'), hr: await read('hr') });
    }
  }
  return pairs;
}

/** Encoded as JPEG and decoded again. */
export const asJpeg = async (raster: Raster, quality: number): Promise<Raster> =>
  decodeImage(await new Transformer(ppmOf(raster)).jpeg(quality), 'a test picture');

/** A picture from a function of column, row and channel; values are rounded and clamped. */
export function rasterOf(width: number, height: number, at: (x: number, y: number, channel: number) => number): Raster {
  const data = new Uint8ClampedArray(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3);
    data[i] = at(pixel % width, Math.floor(pixel / width), i % 3);
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** A channel's value between pixels, linearly; the border is repeated. */
export function valueAt({ width, height, data }: Raster, x: number, y: number, channel: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const pixel = (column: number, row: number) =>
    data[
      3 * (Math.min(height - 1, Math.max(0, row)) * width + Math.min(width - 1, Math.max(0, column))) + channel
    ] as number;
  const mix = (a: number, b: number, share: number) => a + (b - a) * share;
  return mix(
    mix(pixel(left, top), pixel(left + 1, top), x - left),
    mix(pixel(left, top + 1), pixel(left + 1, top + 1), x - left),
    y - top,
  );
}

export const adjusted = (raster: Raster, gain: number, offset = 0): Raster =>
  rasterOf(raster.width, raster.height, (x, y, c) => valueAt(raster, x, y, c) * gain + offset);

/** Gaussian blur; sigma in pixels. */
export function blurred(raster: Raster, sigma: number): Raster {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (from: Raster, dx: number, dy: number) =>
    rasterOf(from.width, from.height, (x, y, c) =>
      weights.reduce(
        (sum, weight, i) => sum + (weight / total) * valueAt(from, x + dx * (i - reach), y + dy * (i - reach), c),
        0,
      ),
    );
  return along(along(raster, 1, 0), 0, 1);
}

/** Numbers in 0..1, always the same for a seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
