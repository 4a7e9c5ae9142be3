import { Problem } from '../../base/problem.ts';

/** What a file says about its picture before any pixel is decoded. */
export interface ImageHeader {
  /** Pixels as stored, before the orientation is applied. */
  width: number;
  height: number;
  /** Bits per sample as stored: 1, 2, 4, 8 or 16; index bits where there is a palette. */
  bitDepth: number;
  orientation: ExifOrientation;
  /** The EXIF data, if any, with or without the `Exif` prefix; of a TIFF the whole file, which has the same form. */
  exif?: Uint8Array;
  /** What an embedded ICC profile calls itself, `unnamed` where it does not say; absent where there is none. */
  profile?: string;
  /** Pages of a TIFF, frames of an animation, pictures of a JPEG that holds several; 1 elsewhere. */
  frames: number;
}

/** How the stored picture must be turned to stand upright, numbered as in EXIF; 1 is upright, 6 needs 90° clockwise. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'bmp' | 'gif' | 'avif' | 'jpeg2000';

const FORMAT_NAMES: Record<ImageFormat, string> = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
  tiff: 'TIFF',
  bmp: 'BMP',
  gif: 'GIF',
  avif: 'AVIF',
  jpeg2000: 'JPEG 2000',
};

export function damagedImage(name: string, format: ImageFormat, cause?: unknown): Problem {
  return new Problem('picture-damaged', { name, format: FORMAT_NAMES[format] }, { cause });
}

/** For a file that is sound, but of a kind that is not decoded. `kind` completes "… is a TIFF with". */
export function unsupportedImage(name: string, format: ImageFormat, kind: string, cause?: unknown): Problem {
  return new Problem('picture-kind-unread', { name, format: FORMAT_NAMES[format], kind }, { cause });
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', at, at + length);
