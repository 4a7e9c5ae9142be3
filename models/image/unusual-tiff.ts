import { decodeFax } from './formats/fax.ts';
import { unsupportedImage } from './formats/header.ts';
import { COMPRESSION, PHOTOMETRIC, TIFF_TAG, type TiffHeader } from './formats/tiff.ts';
import { inBands } from './flatten.ts';
import { rgbOfLab } from './lab.ts';
import { decodeNatively, type Source } from './native-decoder.ts';
import type { Raster } from './raster.ts';

export const isFaxTiff = (header: TiffHeader): boolean =>
  Object.values(COMPRESSION).includes(compressionOf(header) as 2);

export const isLabTiff = ({ photometric }: TiffHeader): boolean =>
  photometric === PHOTOMETRIC.cieLab || photometric === PHOTOMETRIC.iccLab;

const compressionOf = ({ directory }: TiffHeader): number => directory.values(TIFF_TAG.compression)?.[0] ?? 1;

/** Decodes bilevel TIFF of fax group 3, not yet turned upright. Throws RangeError for broken data, and `not-an-image`. */
export async function decodeFaxTiff({ name, bytes }: Source, header: TiffHeader): Promise<Raster> {
  const { width, height, bitDepth, photometric, directory } = header;
  const value = (tag: number, otherwise: number) => directory.values(tag)?.[0] ?? otherwise;
  if (bitDepth !== 1 || value(TIFF_TAG.samplesPerPixel, 1) !== 1 || directory.has(TIFF_TAG.tileWidth)) {
    throw unsupportedImage(name, 'tiff', 'fax compression of other than bilevel strips');
  }
  const offsets = directory.values(TIFF_TAG.stripOffsets) ?? [];
  const counts = directory.values(TIFF_TAG.stripByteCounts) ?? [];
  const rowsPerStrip = Math.min(value(TIFF_TAG.rowsPerStrip, height), height);
  const options = value(TIFF_TAG.faxOptions, 0);
  const data = new Uint8Array(3 * width * height);
  const [white, black] = photometric === PHOTOMETRIC.blackIsZero ? [0, 255] : [255, 0];
  for (let strip = 0, y = 0; y < height; strip++, y += rowsPerStrip) {
    const [offset, count] = [offsets[strip], counts[strip]];
    if (offset === undefined || count === undefined || offset + count > bytes.length) throw new RangeError('no strip');
    const rows = Math.min(rowsPerStrip, height - y);
    const pixels = decodeFax(bytes.subarray(offset, offset + count), {
      width,
      rows,
      coding: compressionOf(header) === COMPRESSION.group3 ? 'g3' : 'rle',
      twoDimensional: (options & 1) === 1,
      lowestBitFirst: value(TIFF_TAG.fillOrder, 1) === 2,
    });
    await inBands(pixels.length, (from, to) => {
      for (let i = from; i < to; i++)
        data.fill(pixels[i] === 1 ? black : white, 3 * (y * width + i), 3 * (y * width + i) + 3);
    });
  }
  return { width, height, data };
}

/**
 * Decodes a TIFF of L*a*b*, not yet turned upright: the library unpacks a copy that claims to hold RGB. Throws as
 * `decodeNatively`.
 */
export async function decodeLabTiff({ name, bytes }: Source, header: TiffHeader): Promise<Raster> {
  const { width, height, photometric, directory } = header;
  if (directory.values(TIFF_TAG.samplesPerPixel)?.[0] !== 3)
    throw unsupportedImage(name, 'tiff', 'an unusual Lab format');
  const copy = Uint8Array.from(bytes);
  directory.overwrite(copy, TIFF_TAG.photometric, PHOTOMETRIC.rgb);
  const { data: lab, channels } = await decodeNatively(
    { name, format: 'tiff', bytes: copy },
    { width, height, orientation: 1 },
  );
  if (channels !== 3) throw unsupportedImage(name, 'tiff', 'an unusual Lab format');
  const data = new Uint8Array(3 * width * height);
  const isSigned = photometric === PHOTOMETRIC.cieLab;
  await inBands(width * height, (from, to) => rgbOfLab(lab, isSigned, data, from, to));
  return { width, height, data };
}
