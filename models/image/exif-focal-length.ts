import { readHeader } from './decode.ts';
import { cameraDirectory } from './formats/exif.ts';
import type { ImageHeader } from './formats/header.ts';
import { recogniseImage } from './signature.ts';
import { Problem } from '../base/problem.ts';

const FOCAL_LENGTH_TAG = 37386;

/** Longer than any lens: such a value is an error of the writer. */
const MAX_FOCAL_LENGTH = 10_000;

/**
 * The focal length in millimetres (0 < f ≤ 10,000) from the EXIF data of a JPEG, PNG, WebP or TIFF. Undefined where there is
 * none, where it is broken or unknown (0, or a zero denominator), and for anything that is no such picture.
 */
export function focalLengthOf(bytes: Uint8Array): number | undefined {
  try {
    return focalLengthIn(readHeader({ name: 'picture', format: recogniseImage(bytes, 'picture'), bytes }));
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The same from a header that was read already. */
export function focalLengthIn({ exif }: ImageHeader): number | undefined {
  try {
    const length = exif && cameraDirectory(exif)?.fraction(FOCAL_LENGTH_TAG);
    return length !== undefined && length > 0 && length <= MAX_FOCAL_LENGTH ? length : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
