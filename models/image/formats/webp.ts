import { exifOrientation } from './exif.ts';
import { profileName } from './icc.ts';
import { textAt, viewOf, type ImageHeader } from './header.ts';

const FIRST_CHUNK = 12;

/** Header of a WebP, still or animated. Throws RangeError where the file ends inside it or holds no picture. */
export function readWebpHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  // What follows the picture may say how to turn it, so a file that lost its end is damaged though its pixels are there.
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length + 1) throw new RangeError('no end of the file');
  let exif: Uint8Array | undefined;
  let profile: Uint8Array | undefined;
  let frames = 0;
  for (let at = FIRST_CHUNK; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const type = textAt(bytes, at, 4);
    if (type === 'EXIF') exif = bytes.subarray(at + 8, at + 8 + length);
    else if (type === 'ICCP') profile = bytes.subarray(at + 8, at + 8 + length);
    else if (type === 'ANMF') frames++;
    at += 8 + length + (length & 1);
  }
  return {
    ...readSize(bytes, view),
    bitDepth: 8,
    orientation: exif ? exifOrientation(exif) : 1,
    ...(exif && { exif }),
    ...(profile && { profile: profileName(profile) }),
    frames: Math.max(1, frames),
  };
}

function readSize(bytes: Uint8Array, view: DataView): { width: number; height: number } {
  const type = textAt(bytes, FIRST_CHUNK, 4);
  const start = FIRST_CHUNK + 8;
  if (type === 'VP8X') return { width: 1 + uint24(view, start + 4), height: 1 + uint24(view, start + 7) };
  if (type === 'VP8L') {
    const bits = view.getUint32(start + 1, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (type === 'VP8 ') {
    return { width: view.getUint16(start + 6, true) & 0x3fff, height: view.getUint16(start + 8, true) & 0x3fff };
  }
  throw new RangeError('no picture chunk');
}

const uint24 = (view: DataView, at: number): number => view.getUint16(at, true) + 65536 * view.getUint8(at + 2);
