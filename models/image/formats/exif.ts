import { textAt, type ExifOrientation } from './header.ts';
import { readTiffDirectory, type TiffDirectory } from './tiff-directory.ts';

const ORIENTATION_TAG = 0x0112;
const EXIF_DIRECTORY_TAG = 0x8769;

export function orientationOf(value: number | undefined): ExifOrientation {
  return value !== undefined && value >= 1 && value <= 8 ? (value as ExifOrientation) : 1;
}

/**
 * The orientation that EXIF data (with or without its `Exif` prefix) gives. Broken EXIF data counts as upright: viewers
 * show such pictures without a word, and the pixels are sound.
 */
export function exifOrientation(data: Uint8Array): ExifOrientation {
  try {
    return orientationOf(readTiffDirectory(withoutPrefix(data))?.values(ORIENTATION_TAG)?.[0]);
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** The directory of camera settings within EXIF data; undefined where there is none. Throws RangeError where the data are broken. */
export function cameraDirectory(data: Uint8Array): TiffDirectory | undefined {
  const tiff = withoutPrefix(data);
  const offset = readTiffDirectory(tiff)?.values(EXIF_DIRECTORY_TAG)?.[0];
  return offset === undefined ? undefined : readTiffDirectory(tiff, offset);
}

function withoutPrefix(data: Uint8Array): Uint8Array {
  return textAt(data, 0, 6) === 'Exif\0\0' ? data.subarray(6) : data;
}
