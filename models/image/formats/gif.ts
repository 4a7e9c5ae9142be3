import { viewOf, type ImageHeader } from './header.ts';

const TRAILER = 0x3b;
const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** Header of a GIF, and how many frames it has. Throws RangeError where the file ends before its trailer or holds no frame. */
export function readGifHeader(bytes: Uint8Array): ImageHeader {
  const view = viewOf(bytes);
  let frames = 0;
  for (let at = 13 + colourTable(view.getUint8(10)); ;) {
    const kind = view.getUint8(at);
    if (kind === TRAILER) break;
    if (kind === EXTENSION) {
      at = afterBlocks(view, at + 2);
    } else if (kind === IMAGE) {
      frames++;
      at = afterBlocks(view, at + 11 + colourTable(view.getUint8(at + 9)));
    } else {
      throw new RangeError(`a block of the kind ${kind}`);
    }
  }
  if (frames === 0) throw new RangeError('no frame');
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), bitDepth: 8, orientation: 1, frames };
}

const colourTable = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));

/** The place after a chain of blocks, each with its length in front, that ends with an empty one. */
function afterBlocks(view: DataView, from: number): number {
  let at = from;
  for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) at += 1 + length;
  return at + 1;
}
