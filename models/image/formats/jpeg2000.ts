import { viewOf, type ImageHeader } from './header.ts';

/** SOC and SIZ, with which every codestream begins (ISO/IEC 15444-1, annex A). */
const CODESTREAM = Buffer.from([0xff, 0x4f, 0xff, 0x51]);

/** Header of a JPEG 2000 codestream, alone or in a JP2 file. Throws RangeError where there is none. */
export function readJpeg2000Header(bytes: Uint8Array): ImageHeader {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(CODESTREAM);
  if (at < 0) throw new RangeError('no codestream');
  const view = viewOf(bytes);
  return {
    width: view.getUint32(at + 8) - view.getUint32(at + 16),
    height: view.getUint32(at + 12) - view.getUint32(at + 20),
    bitDepth: (view.getUint8(at + 42) & 0x7f) + 1,
    orientation: 1,
    frames: 1,
  };
}
