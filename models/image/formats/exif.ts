import type { ExifOrientation } from './header.ts';
import { readTiffDirectory } from './tiff-directory.ts';

const ORIENTATION_TAG = 0x0112;

export function orientationOf(value: number | undefined): ExifOrientation {
  return value !== undefined && value >= 1 && value <= 8 ? (value as ExifOrientation) : 1;
}

/**
 * The orientation that EXIF data (with or without its `Exif` prefix) gives. Broken EXIF data counts as upright: viewers
 * show such pictures without a word, and the pixels are sound.
 */
export function exifOrientation(data: Uint8Array): ExifOrientation {
  const prefixed = Buffer.from(data.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  try {
    return orientationOf(readTiffDirectory(prefixed ? data.subarray(6) : data)?.values(ORIENTATION_TAG)?.[0]);
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}
