import { readFile } from 'node:fs/promises';
import { decodeImage } from '../../models/image/decode.ts';
import type { Raster } from '../../models/image/raster.ts';
import { resizeBicubic } from '../../models/image/resize.ts';

const CROPS = ['apothecary', 'bakery', 'harbour-street', 'ironmonger'];

/** What a reader should make of it, in small letters alone. */
export const PHOTO_TEXTS = ['apothecary', 'bakery', 'harbourstreet', 'ironmonger'];

/** Crops of the sample set one below the other on grey paper, 1200 × 900 pixels; `scale` is of the sharp crops' size. */
export async function photoOfCrops(scale = 2): Promise<Raster> {
  const paper = new Uint8Array(1200 * 900 * 3).fill(215);
  for (const [i, name] of CROPS.entries()) {
    const bytes = await readFile(new URL(`../../resources/demo/easy/hr/${name}.png`, import.meta.url));
    const crop = await decodeImage(bytes, name);
    const shown = resizeBicubic(crop, Math.round(crop.width * scale), Math.round(crop.height * scale));
    for (let y = 0; y < shown.height; y++) {
      const row = shown.data.subarray(3 * y * shown.width, 3 * (y + 1) * shown.width);
      paper.set(row, 3 * ((150 + 170 * i + y) * 1200 + 400));
    }
  }
  return { width: 1200, height: 900, data: paper };
}
