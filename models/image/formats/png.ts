import { exifOrientation } from './exif.ts';
import { textAt, viewOf, type ImageHeader } from './header.ts';

const FIRST_CHUNK = 8;

/** Header of a PNG. Throws RangeError where its first or its last chunk is missing; what turns the picture may stand after it. */
export function readPngHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  if (textAt(bytes, FIRST_CHUNK + 4, 4) !== 'IHDR') throw new RangeError('no header chunk');
  let exif: Uint8Array | undefined;
  let iccProfile = false;
  let frames = 1;
  for (let at = FIRST_CHUNK; ;) {
    const length = view.getUint32(at);
    const type = textAt(bytes, at + 4, 4);
    const start = at + 8;
    if (start + length + 4 > bytes.length) throw new RangeError('no end chunk');
    if (type === 'eXIf') exif = bytes.subarray(start, start + length);
    else if (type === 'iCCP') iccProfile = true;
    else if (type === 'acTL') frames = Math.max(1, view.getUint32(start));
    else if (type === 'IEND') break;
    at = start + length + 4;
  }
  return {
    width: view.getUint32(FIRST_CHUNK + 8),
    height: view.getUint32(FIRST_CHUNK + 12),
    bitDepth: view.getUint8(FIRST_CHUNK + 16),
    orientation: exif ? exifOrientation(exif) : 1,
    ...(exif && { exif }),
    iccProfile,
    frames,
  };
}
