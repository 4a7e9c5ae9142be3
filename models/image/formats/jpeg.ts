import { exifOrientation } from './exif.ts';
import { profileName } from './icc.ts';
import { readTiffDirectory } from './tiff-directory.ts';
import { textAt, viewOf, type ImageHeader } from './header.ts';

const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
const APP1 = 0xe1;
const APP2 = 0xe2;

/** Real files have a dozen at most; thousands of tiny scans over a large picture would keep a decoder busy for minutes. */
const MAX_SCANS = 200;

/** Baseline, progressive and the like (C0 to CF) but DHT, JPG and DAC. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Escaped FF, restart marker or fill byte: still inside a scan. */
const isInsideScan = (code: number | undefined): boolean =>
  code === 0 || code === 0xff || (code !== undefined && code >= 0xd0 && code <= 0xd7);

/**
 * Header of a JPEG, and the proof that the file is whole: decoders fill what is missing with grey and say nothing, so the
 * markers are walked to the end of the image. Throws RangeError where that end, the frame or the scan is missing.
 */
export function readJpegHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  let frame: { width: number; height: number; bitDepth: number } | undefined;
  let exif: Uint8Array | undefined;
  let profile: Uint8Array | undefined;
  let frames = 1;
  let scans = 0;
  for (let at = nextMarker(bytes, 2); ;) {
    const marker = view.getUint8(at + 1);
    if (marker === END_OF_IMAGE) break;
    const length = view.getUint16(at + 2);
    const start = at + 4;
    if (isFrame(marker)) {
      if (frame) throw new RangeError('a second frame');
      frame = { bitDepth: view.getUint8(start), height: view.getUint16(start + 1), width: view.getUint16(start + 3) };
    } else if (marker === APP1 && textAt(bytes, start, 6) === 'Exif\0\0') {
      exif = bytes.subarray(start, at + 2 + length);
    } else if (marker === APP2 && textAt(bytes, start, 11) === 'ICC_PROFILE') {
      profile ??= bytes.subarray(start + 14, at + 2 + length); // what it is called stands in its first part
    } else if (marker === APP2 && textAt(bytes, start, 4) === 'MPF\0') {
      frames = picturesIn(bytes.subarray(start + 4, at + 2 + length));
    } else if (marker === START_OF_SCAN && ++scans > MAX_SCANS) {
      throw new RangeError(`more than ${MAX_SCANS} scans`);
    }
    at = nextMarker(bytes, at + 2 + length);
  }
  if (!frame || scans === 0) throw new RangeError('no picture before the end of the image');
  return {
    ...frame,
    orientation: exif ? exifOrientation(exif) : 1,
    ...(exif && { exif }),
    ...(profile && { profile: profileName(profile) }),
    frames,
  };
}

/** Position of the next marker at or after `from`; entropy-coded data and stray bytes are passed over. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && isInsideScan(bytes[at + 1])) at = bytes.indexOf(0xff, bytes[at + 1] === 0xff ? at + 1 : at + 2);
  if (at < 0) throw new RangeError('no end of the image');
  return at;
}

const NUMBER_OF_IMAGES = 0xb001;

/** How many pictures a file says it holds (CIPA DC-007): the other eye's, a map of depth or of light, a large preview. */
function picturesIn(format: Uint8Array): number {
  try {
    return Math.max(1, readTiffDirectory(format)?.values(NUMBER_OF_IMAGES)?.[0] ?? 1);
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}
