import { createHash } from 'node:crypto';
import { decodeImage } from '../../../models/image/decode.ts';
import { encodePng } from '../../../models/image/encode.ts';
import { warpQuad } from '../../../models/image/warp.ts';
import { readPicture, type PictureFile } from './picture-file.ts';
import { asCaptured, cropSize, isWholePicture } from './quad.ts';
import type { Quad } from '../db/dataset-item.ts';

export interface Photo extends PictureFile {
  path: string;
  sha256: string;
}

/** Reads a photo without decoding it. Throws what `readPicture` throws. */
export async function readPhoto(path: string): Promise<Photo> {
  const picture = await readPicture(path);
  return { ...picture, path, sha256: createHash('sha256').update(picture.bytes).digest('hex') };
}

/**
 * Cuts crops out of a photo, which is decoded once: rectified, never turned, as PNG. A quad that is the whole photo gives
 * the photo's own bytes. Quads must have passed `quadFault`. Throws what `decodeImage` throws.
 */
export async function cutCrops({ bytes, path, width, height }: Photo, quads: readonly Quad[]): Promise<Uint8Array[]> {
  const captured = quads.map(asCaptured);
  if (captured.every((quad) => isWholePicture(quad, width, height))) return captured.map(() => bytes);
  const raster = await decodeImage(bytes, path);
  const crops: Uint8Array[] = [];
  for (const quad of captured) {
    const size = cropSize(quad);
    const whole = isWholePicture(quad, width, height);
    crops.push(whole ? bytes : await encodePng(warpQuad(raster, quad, size.width, size.height)));
  }
  return crops;
}
