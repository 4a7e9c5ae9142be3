import { Problem } from '../base/problem.ts';
import { ppmOf } from './encode.ts';
import { flatten } from './flatten.ts';
import { readBmpHeader } from './formats/bmp.ts';
import { damagedImage, type ExifOrientation, type ImageFormat, type ImageHeader } from './formats/header.ts';
import { readJpegHeader } from './formats/jpeg.ts';
import { readPngHeader } from './formats/png.ts';
import { decodeIndexedTiff, isIndexedTiff } from './indexed-tiff.ts';
import { readTiffHeader, type TiffHeader } from './formats/tiff.ts';
import { readWebpHeader } from './formats/webp.ts';
import { decodeNatively, type Source } from './native-decoder.ts';
import type { Raster } from './raster.ts';
import { recogniseImage } from './signature.ts';

/** 100 megapixels: a large scan at 600 dpi; decoded, it takes about a gigabyte for a moment. */
export const MAX_PIXELS = 100_000_000;

/** A picture as it should be seen, and what its file said about it. */
export interface DecodedImage extends Raster {
  format: ImageFormat;
  /** Size as stored, before the orientation was applied. */
  originalWidth: number;
  originalHeight: number;
  /** Bits per sample as stored. */
  bitDepth: number;
  /** Some pixel was not opaque, and white was put behind it. */
  hadAlpha: boolean;
  /** As stored; already applied. */
  orientation: ExifOrientation;
  /** An ICC profile is embedded. It is not applied: networks are trained on stored values. */
  iccProfile: boolean;
  /** Pages or frames in the file; only the first is decoded. */
  frames: number;
}

/**
 * Decodes PNG, JPEG, WebP, TIFF or BMP to upright 8-bit RGB. The format is recognised by content; `name` is how messages call the
 * image. Grey and palettes are expanded, transparency is laid over white, 16 bits are rounded to 8, the EXIF orientation
 * is applied. Sizes are checked before anything is allocated; decoding runs off the event loop.
 *
 * Pixels equal Pillow's for every lossless format and for WebP (16-bit BMP within one level). JPEGs differ by rounding of
 * the inverse transform, mostly under one level, and by up to about 20 at colour edges where chroma is subsampled.
 *
 * Throws `empty-file`, `not-an-image` (another kind of file, or a variant that cannot be read), `image-damaged` (also
 * whenever data are missing: no picture is ever returned in part) and `image-too-large`.
 */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<DecodedImage> {
  const source: Source = { name, format: recogniseImage(bytes, name), bytes };
  const { format } = source;
  const header = readHeader(source);
  const { width, height, orientation } = header;
  if (width < 1 || height < 1) throw damagedImage(name, format);
  if (width * height > MAX_PIXELS) {
    throw new Problem(
      'image-too-large',
      `${name} is ${width}×${height} pixels, more than ${MAX_PIXELS / 1e6} megapixels.`,
      'Cut the text out of it, or reduce it, and use that.',
    );
  }
  const samples = await decodeNatively(await plainSource(source, header), { width, height, orientation });
  const { data, hadAlpha } = await flatten(samples, 'premultiplied' in header && header.premultiplied);
  return {
    width: samples.width,
    height: samples.height,
    data,
    format,
    originalWidth: width,
    originalHeight: height,
    bitDepth: header.bitDepth,
    hadAlpha,
    orientation,
    iccProfile: header.iccProfile,
    frames: header.frames,
  };
}

/** Pixels that an image will decode to, as its header says. Throws as `decodeImage` does for what has no sound header. */
export function imagePixels(bytes: Uint8Array, name: string): number {
  const { width, height } = readHeader({ name, format: recogniseImage(bytes, name), bytes });
  return width * height;
}

/** What a file says of its picture, without decoding it. Throws `image-damaged` and `not-an-image`. */
export function readHeader({ name, format, bytes }: Source): ImageHeader | TiffHeader {
  try {
    switch (format) {
      case 'png':
        return readPngHeader(bytes);
      case 'jpeg':
        return readJpegHeader(bytes);
      case 'webp':
        return readWebpHeader(bytes);
      case 'tiff':
        return readTiffHeader(bytes, name);
      case 'bmp':
        return readBmpHeader(bytes);
    }
  } catch (error) {
    throw error instanceof RangeError ? damagedImage(name, format, error) : error;
  }
}

/** What the image library can decode: the file itself, or an indexed TIFF's colours as a plain bitmap. */
async function plainSource(source: Source, header: ImageHeader | TiffHeader): Promise<Source> {
  if (!('directory' in header) || !isIndexedTiff(header)) return source;
  try {
    return { ...source, bytes: ppmOf(await decodeIndexedTiff(source, header)) };
  } catch (error) {
    throw error instanceof RangeError ? damagedImage(source.name, source.format, error) : error;
  }
}
