import { inBands } from './flatten.ts';
import { decodeNatively, type Source } from './native-decoder.ts';
import type { Raster } from './raster.ts';
import { unsupportedImage } from './formats/header.ts';
import { PHOTOMETRIC, TIFF_TAG, type TiffHeader } from './formats/tiff.ts';

/** True for the TIFFs that the image library cannot decode by itself: palettes, and grey of 2 or 4 bits. */
export function isIndexedTiff({ photometric, bitDepth }: TiffHeader): boolean {
  const grey = photometric === PHOTOMETRIC.blackIsZero || photometric === PHOTOMETRIC.whiteIsZero;
  return photometric === PHOTOMETRIC.palette || (grey && (bitDepth === 2 || bitDepth === 4));
}

/**
 * Decodes an indexed TIFF, not yet turned upright. The library unpacks a copy that claims to hold plain bytes, which are
 * then read as indices; the file itself is untouched. Throws as `decodeNatively`.
 */
export async function decodeIndexedTiff({ name, bytes }: Source, header: TiffHeader): Promise<Raster> {
  const { width, height, bitDepth: bits, directory } = header;
  const palette = paletteOf(header);
  const packed = bits < 8;
  const rearranged = directory.has(TIFF_TAG.tileWidth) || (directory.values(TIFF_TAG.predictor)?.[0] ?? 1) !== 1;
  if (!palette || (packed && rearranged) || directory.values(TIFF_TAG.bitsPerSample)?.length !== 1) {
    throw unsupportedImage(name, 'tiff', 'an unusual palette');
  }
  const copy = Uint8Array.from(bytes);
  const bytesPerRow = Math.ceil((width * bits) / 8);
  directory.overwrite(copy, TIFF_TAG.photometric, PHOTOMETRIC.blackIsZero);
  directory.overwrite(copy, TIFF_TAG.bitsPerSample, 8);
  directory.overwrite(copy, TIFF_TAG.width, bytesPerRow);
  const rows = await decodeNatively(
    { name, format: 'tiff', bytes: copy },
    { width: bytesPerRow, height, orientation: 1 },
  );
  const data = new Uint8Array(3 * width * height);
  const pixelsPerByte = 8 / bits;
  await inBands(width * height, (from, to) => {
    for (let i = from; i < to; i++) {
      const x = i % width;
      const byte = rows.data[((i - x) / width) * bytesPerRow + Math.floor(x / pixelsPerByte)] as number;
      const index = (byte >> (8 - bits - (x % pixelsPerByte) * bits)) & ((1 << bits) - 1);
      for (let c = 0; c < 3; c++) data[3 * i + c] = palette[3 * index + c] as number;
    }
  });
  return { width, height, data };
}

/** RGB bytes for every index; undefined where the file gives too few colours. */
function paletteOf({ directory, photometric, bitDepth }: TiffHeader): Uint8Array | undefined {
  if (![1, 2, 4, 8].includes(bitDepth)) return undefined;
  const colours = 1 << bitDepth;
  if (photometric !== PHOTOMETRIC.palette) {
    const ramp = Uint8Array.from({ length: 3 * colours }, (_, i) => (Math.floor(i / 3) * 255) / (colours - 1));
    return photometric === PHOTOMETRIC.whiteIsZero ? ramp.map((value) => 255 - value) : ramp;
  }
  const map = directory.values(TIFF_TAG.colorMap);
  if (!map || map.length < 3 * colours) return undefined;
  // Some writers fill the 16-bit map with 8-bit values.
  const shift = map.some((value) => value > 255) ? 8 : 0;
  return Uint8Array.from({ length: 3 * colours }, (_, i) => (map[(i % 3) * colours + Math.floor(i / 3)] ?? 0) >> shift);
}
