import type { ImageFormat } from '../../../models/image/formats/header.ts';
import { recogniseImage } from '../../../models/image/signature.ts';
import { asProblem } from '../../../models/base/problem.ts';

const ENDINGS: Record<ImageFormat, string> = {
  png: '.png',
  jpeg: '.jpg',
  webp: '.webp',
  tiff: '.tif',
  bmp: '.bmp',
  gif: '.gif',
  avif: '.avif',
  jpeg2000: '.jp2',
};

/** The ending for a picture by its content, or why it has none. `side` is how the reason calls it. */
export function pictureEnding(
  bytes: Uint8Array,
  side: string,
): { ending: string; reason?: never } | { ending?: never; reason: string } {
  try {
    return { ending: ENDINGS[recogniseImage(bytes, `Its ${side} image`)] };
  } catch (error) {
    return { reason: asProblem(error, `Its ${side} image`).message };
  }
}
