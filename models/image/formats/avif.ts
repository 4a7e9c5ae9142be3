import { profileName } from './icc.ts';
import { textAt, viewOf, type ImageHeader } from './header.ts';

/** Boxes that hold boxes, with the bytes of their own that stand before these (ISO/IEC 14496-12). */
const CONTAINERS = new Map([
  ['meta', 4],
  ['iprp', 0],
  ['ipco', 0],
]);
const SEQUENCE = 'avis';

/**
 * Header of an AVIF: the largest of its pictures, as thumbnails and maps of transparency are smaller or equal. Throws
 * RangeError where the file ends inside it or says no size.
 */
export function readAvifHeader(bytes: Uint8Array): ImageHeader {
  const found = { width: 0, height: 0, bitDepth: 8, profile: undefined as string | undefined, turn: 0, mirror: -1 };
  walk(bytes, 0, bytes.length, (type, at, end) => {
    const view = viewOf(bytes);
    if (type === 'ispe') {
      const [width, height] = [view.getUint32(at + 4), view.getUint32(at + 8)];
      if (width * height > found.width * found.height) Object.assign(found, { width, height });
    } else if (type === 'pixi') {
      found.bitDepth = Math.max(found.bitDepth, view.getUint8(at + 5));
    } else if (type === 'colr' && ['prof', 'rICC'].includes(textAt(bytes, at, 4))) {
      found.profile = profileName(bytes.subarray(at + 4, end));
    } else if (type === 'irot') {
      found.turn = view.getUint8(at) & 3;
    } else if (type === 'imir') {
      found.mirror = view.getUint8(at) & 1;
    }
  });
  const { width, height, bitDepth, profile, turn, mirror } = found;
  if (width === 0 || height === 0) throw new RangeError('no size');
  return {
    ...{ width, height, bitDepth, ...(profile !== undefined && { profile }) },
    orientation: ORIENTATIONS[mirror + 1]?.[turn] ?? 1,
    frames: textAt(bytes, 8, 4) === SEQUENCE ? 2 : 1,
  };
}

/** By mirror (none, about the horizontal axis, about the vertical one) after a turn by so many quarters counter-clockwise. */
const ORIENTATIONS = [
  [1, 8, 3, 6],
  [4, 5, 2, 7],
  [2, 7, 4, 5],
] as const;

function walk(bytes: Uint8Array, from: number, to: number, see: (type: string, at: number, end: number) => void): void {
  const view = viewOf(bytes);
  for (let at = from; at + 8 <= to;) {
    const size = view.getUint32(at);
    const type = textAt(bytes, at + 4, 4);
    const head = size === 1 ? 16 : 8;
    const length = size === 1 ? Number(view.getBigUint64(at + 8)) : size === 0 ? to - at : size;
    if (length < head || at + length > to) throw new RangeError(`the box ${type} does not fit`);
    const inner = CONTAINERS.get(type);
    if (inner === undefined) see(type, at + head, at + length);
    else walk(bytes, at + head + inner, at + length, see);
    at += length;
  }
}
