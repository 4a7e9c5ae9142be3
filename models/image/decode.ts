import { Problem } from '../base/problem.ts';
import { ppmOf } from './encode.ts';
import { flatten } from './flatten.ts';
import { readAvifHeader } from './formats/avif.ts';
import { asClassicTiff, isBigTiff } from './formats/big-tiff.ts';
import { readBmpHeader } from './formats/bmp.ts';
import { readGifHeader } from './formats/gif.ts';
import { damagedImage, type ExifOrientation, type ImageFormat, type ImageHeader } from './formats/header.ts';
import { readJpegHeader } from './formats/jpeg.ts';
import { readJpeg2000Header } from './formats/jpeg2000.ts';
import { readPngHeader } from './formats/png.ts';
import { decodeIndexedTiff, isIndexedTiff } from './indexed-tiff.ts';
import { pageFirst, readTiffHeader, type TiffHeader } from './formats/tiff.ts';
import { readWebpHeader } from './formats/webp.ts';
import { decodeNatively, type Samples, type Source } from './native-decoder.ts';
import type { Raster } from './raster.ts';
import { recogniseImage } from './signature.ts';
import { decodeFaxTiff, decodeLabTiff, isFaxTiff, isLabTiff } from './unusual-tiff.ts';

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
  /** Some pixel was not opaque, and `ground` was put behind it. */
  hadAlpha: boolean;
  /** White, or black where the picture would be all but blank on white: light text on transparency. */
  ground: 'white' | 'black';
  /** As stored; already applied. */
  orientation: ExifOrientation;
  /** What an embedded ICC profile calls itself. It is not applied: networks are trained on stored values. */
  profile?: string;
  /** Pages or frames in the file. */
  frames: number;
}

/**
 * Decodes PNG, JPEG, WebP, TIFF, BMP, GIF, AVIF or JPEG 2000 to upright 8-bit RGB. The format is recognised by content; `name` is how messages call the
 * image; `page`, from 1, is that of a TIFF, of others the first frame is decoded. Grey and palettes are expanded, transparency is laid over white, or over black where it would be blank on white, 16 bits are rounded to 8, the EXIF orientation
 * is applied. Sizes are checked before anything is allocated; decoding runs off the event loop.
 *
 * Pixels equal Pillow's for every lossless format and for WebP (16-bit BMP within one level). JPEGs differ by rounding of
 * the inverse transform, mostly under one level, and by up to about 20 at colour edges where chroma is subsampled.
 *
 * Throws `empty-file`, `not-an-image` (another kind of file, or a variant that cannot be read), `image-damaged` (also
 * whenever data are missing: no picture is ever returned in part) and `image-too-large`.
 */
export async function decodeImage(bytes: Uint8Array, name: string, page = 1): Promise<DecodedImage> {
  const source = classicSource({ name, format: recogniseImage(bytes, name), bytes });
  const { format } = source;
  const header = readHeader(source, page);
  const { width, height, orientation } = header;
  if (width < 1 || height < 1) throw damagedImage(name, format);
  if (width * height > MAX_PIXELS) {
    throw new Problem('picture-too-large', { name, width, height, limit: MAX_PIXELS / 1e6 });
  }
  const samples = await samplesOf(source, header);
  const { data, hadAlpha, ground } = await flatten(samples, 'premultiplied' in header && header.premultiplied);
  return {
    width: samples.width,
    height: samples.height,
    data,
    format,
    originalWidth: width,
    originalHeight: height,
    bitDepth: header.bitDepth,
    hadAlpha,
    ground,
    orientation,
    ...(header.profile !== undefined && { profile: header.profile }),
    frames: header.frames,
  };
}

/** Pixels that an image will decode to, as its header says. Throws as `decodeImage` does for what has no sound header. */
export function imagePixels(bytes: Uint8Array, name: string): number {
  const { width, height } = readHeader({ name, format: recogniseImage(bytes, name), bytes });
  return width * height;
}

/** What a file says of its picture, without decoding it. Throws `image-damaged` and `not-an-image`. */
export function readHeader(source: Source, page = 1): ImageHeader | TiffHeader {
  const { name, format, bytes } = classicSource(source);
  try {
    switch (format) {
      case 'png':
        return readPngHeader(bytes);
      case 'jpeg':
        return readJpegHeader(bytes);
      case 'webp':
        return readWebpHeader(bytes);
      case 'tiff':
        return readTiffHeader(bytes, name, page);
      case 'bmp':
        return readBmpHeader(bytes);
      case 'gif':
        return readGifHeader(bytes);
      case 'avif':
        return readAvifHeader(bytes);
      case 'jpeg2000':
        return readJpeg2000Header(bytes);
    }
  } catch (error) {
    throw error instanceof RangeError ? damagedImage(name, format, error) : error;
  }
}

/** A BigTIFF as the classic TIFF that decoders know; all else as it is. Throws `image-damaged`. */
function classicSource(source: Source): Source {
  if (source.format !== 'tiff' || !isBigTiff(source.bytes)) return source;
  try {
    return { ...source, bytes: asClassicTiff(source.bytes) };
  } catch (error) {
    throw error instanceof RangeError ? damagedImage(source.name, source.format, error) : error;
  }
}

async function samplesOf(source: Source, header: ImageHeader | TiffHeader): Promise<Samples> {
  // Rare and large, so loaded when one comes.
  if (source.format === 'gif') return (await import('./gif-decoder.ts')).decodeGif(source, header);
  if (source.format === 'jpeg2000') return (await import('./jpeg2000-decoder.ts')).decodeJpeg2000(source, header);
  return decodeNatively(await plainSource(source, header), header);
}

/** What the image library can decode: the file itself, its page put first, or the colours of an unusual TIFF as a plain bitmap. */
async function plainSource(source: Source, header: ImageHeader | TiffHeader): Promise<Source> {
  if (!('directory' in header)) return source;
  try {
    const decode = [
      isIndexedTiff(header) && decodeIndexedTiff,
      isFaxTiff(header) && decodeFaxTiff,
      isLabTiff(header) && decodeLabTiff,
    ].find((decoder) => decoder !== false);
    const page = { ...source, bytes: pageFirst(source.bytes, header.offset) };
    return decode ? { ...source, bytes: ppmOf(await decode(page, header)) } : page;
  } catch (error) {
    throw error instanceof RangeError ? damagedImage(source.name, source.format, error) : error;
  }
}
