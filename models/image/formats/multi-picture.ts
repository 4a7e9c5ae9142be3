import { textAt, viewOf } from './header.ts';
import { readTiffDirectory } from './tiff-directory.ts';

const START_OF_SCAN = 0xda;
const APP2 = 0xe2;
const MP_ENTRIES = 0xb002;
const ENTRY_BYTES = 16;
/** Panorama, the other eye's, another angle: pictures in their own right (CIPA DC-007, 5.2.3.3). */
const FIRST_VIEW = 0x020001;
const LAST_VIEW = 0x020003;

/**
 * Pictures in their own right in a JPEG that holds several: its views. Previews, and the maps of depth and of light that
 * phones add, are none of these. `head`: what stands before the pixels, at least. 1 for what is broken or has no list.
 */
export function multiViewPictures(head: Uint8Array): number {
  const view = viewOf(head);
  try {
    for (let at = 2; at + 4 <= head.length;) {
      const marker = view.getUint8(at + 1);
      if (view.getUint8(at) !== 0xff || marker === START_OF_SCAN) return 1;
      const length = view.getUint16(at + 2);
      if (marker === APP2 && textAt(head, at + 4, 4) === 'MPF\0')
        return viewsIn(head.subarray(at + 8, at + 2 + length));
      at += 2 + length;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}

function viewsIn(format: Uint8Array): number {
  const entries = readTiffDirectory(format)?.bytes(MP_ENTRIES);
  if (!entries) return 1;
  const littleEndian = format[0] === 0x49;
  let views = 0;
  for (let at = 0; at + ENTRY_BYTES <= entries.length; at += ENTRY_BYTES) {
    const type = viewOf(entries).getUint32(at, littleEndian) & 0xffffff;
    if (type >= FIRST_VIEW && type <= LAST_VIEW) views++;
  }
  return Math.max(1, views);
}
