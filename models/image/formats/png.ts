import { exifOrientation } from './exif.ts';
import { inflateSync } from 'node:zlib';
import { profileName } from './icc.ts';
import { textAt, viewOf, type ImageHeader } from './header.ts';

const FIRST_CHUNK = 8;

/** Header of a PNG. Throws RangeError where its first or its last chunk is missing; what turns the picture may stand after it. */
export function readPngHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  if (textAt(bytes, FIRST_CHUNK + 4, 4) !== 'IHDR') throw new RangeError('no header chunk');
  let exif: Uint8Array | undefined;
  let profile: string | undefined;
  let frames = 1;
  for (let at = FIRST_CHUNK; ;) {
    const length = view.getUint32(at);
    const type = textAt(bytes, at + 4, 4);
    const start = at + 8;
    if (start + length + 4 > bytes.length) throw new RangeError('no end chunk');
    if (type === 'eXIf') exif = bytes.subarray(start, start + length);
    else if (type === 'iCCP') profile = profileIn(bytes.subarray(start, start + length));
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
    ...(profile !== undefined && { profile }),
    frames,
  };
}

/** Of what a profile unpacks to; the largest in use are some 500 KB. */
const MOST_PROFILE_BYTES = 4 << 20;

/** The name in a chunk `iCCP`: a name, a zero, the method 0, the packed profile. */
function profileIn(chunk: Uint8Array): string {
  const end = chunk.indexOf(0);
  try {
    const name = profileName(inflateSync(chunk.subarray(end + 2), { maxOutputLength: MOST_PROFILE_BYTES }));
    return name === 'unnamed' && end > 0 ? textAt(chunk, 0, end) : name;
  } catch {
    return 'unnamed'; // broken, or far too large; the pixels may be sound
  }
}
