import { profileName } from './icc.ts';
import { textAt, viewOf, type ImageHeader } from './header.ts';

const INFO_HEADER = 14;
/** The 12-byte header of OS/2 1.x has 16-bit sizes. */
const CORE_HEADER_SIZE = 12;
const V5_HEADER_SIZE = 124;

/** Header of a BMP. Throws RangeError where the file ends inside it. */
export function readBmpHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  const headerSize = view.getUint32(INFO_HEADER, true);
  const core = headerSize === CORE_HEADER_SIZE;
  const bitsPerPixel = view.getUint16(core ? 24 : 28, true);
  const hasProfile = headerSize >= V5_HEADER_SIZE && textAt(bytes, INFO_HEADER + 56, 4) === 'DEBM';
  return {
    width: core ? view.getUint16(18, true) : view.getInt32(18, true),
    // A negative height means rows from top to bottom.
    height: core ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true)),
    bitDepth: bitsPerPixel === 16 ? 5 : Math.min(bitsPerPixel, 8),
    orientation: 1,
    ...(hasProfile && { profile: profileName(profileIn(bytes, view)) }),
    frames: 1,
  };
}

function profileIn(bytes: Uint8Array, view: DataView): Uint8Array {
  const at = INFO_HEADER + view.getUint32(INFO_HEADER + 112, true);
  return bytes.subarray(at, at + view.getUint32(INFO_HEADER + 116, true));
}
