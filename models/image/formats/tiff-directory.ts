import { textAt, viewOf } from './header.ts';

/** Sizes in bytes of the entry types that are read as integers: BYTE, SHORT, LONG. */
const TYPE_SIZES = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
]);

/** Pages of the thickest book, against a chain that was made to last. */
const MOST_DIRECTORIES = 65_536;

/** More values than any entry that is read needs: a 16-bit palette. */
const MAX_VALUES = 3 * 65536;

const RATIONAL = 5;
/** Types of which each value is one byte: BYTE, ASCII, SBYTE, UNDEFINED. */
const BYTE_TYPES = new Set([1, 2, 6, 7]);

interface Entry {
  type: number;
  count: number;
  /** Where the values start. */
  at: number;
}

/** The first directory of a TIFF structure, which is also the form of EXIF data. */
export interface TiffDirectory {
  /** Unsigned integer values of an entry; undefined where it is absent or of another type. Throws RangeError past the end. */
  values(tag: number): readonly number[] | undefined;
  /** The first fraction of an entry as a number; undefined where it is absent or no fraction. Throws RangeError past the end. */
  fraction(tag: number): number | undefined;
  has(tag: number): boolean;
  /** Writes the single value of an entry into a copy of the same bytes. Throws RangeError where there is no such entry. */
  overwrite(copy: Uint8Array, tag: number, value: number): void;
  /** The bytes of an entry without a type of their own; undefined where it is absent. Throws RangeError past the end. */
  bytes(tag: number): Uint8Array | undefined;
}

/**
 * The first directory, or the one at byte `offset`. Undefined where the bytes do not start as a TIFF structure. Throws
 * RangeError where they end too early.
 */
export function readTiffDirectory(bytes: Uint8Array, offset?: number): TiffDirectory | undefined {
  const order = textAt(bytes, 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return undefined;
  const littleEndian = order.startsWith('I');
  const view = viewOf(bytes);
  const start = offset ?? view.getUint32(4, littleEndian);
  const entries = new Map<number, Entry>();
  for (let i = 0; i < view.getUint16(start, littleEndian); i++) {
    const at = start + 2 + 12 * i;
    const type = view.getUint16(at + 2, littleEndian);
    const count = view.getUint32(at + 4, littleEndian);
    const fits = (BYTE_TYPES.has(type) ? 1 : (TYPE_SIZES.get(type) ?? 8)) * count <= 4;
    entries.set(view.getUint16(at, littleEndian), {
      type,
      count,
      at: fits ? at + 8 : view.getUint32(at + 8, littleEndian),
    });
  }
  return {
    values: (tag) => {
      const entry = entries.get(tag);
      return entry && readValues(view, entry, littleEndian);
    },
    fraction: (tag) => {
      const entry = entries.get(tag);
      if (entry?.type !== RATIONAL || entry.count === 0) return undefined;
      return view.getUint32(entry.at, littleEndian) / view.getUint32(entry.at + 4, littleEndian);
    },
    has: (tag) => entries.has(tag),
    overwrite: (copy, tag, value) => {
      const entry = entries.get(tag);
      const size = TYPE_SIZES.get(entry?.type ?? 0);
      if (entry?.count !== 1 || !size) throw new RangeError(`entry ${tag} has no single value`);
      const target = viewOf(copy);
      if (size === 1) target.setUint8(entry.at, value);
      else if (size === 2) target.setUint16(entry.at, value, littleEndian);
      else target.setUint32(entry.at, value, littleEndian);
    },
    bytes: (tag) => {
      const entry = entries.get(tag);
      if (!entry) return undefined;
      if (entry.at + entry.count > bytes.length) throw new RangeError(`entry ${tag} lies beyond the end`);
      return bytes.subarray(entry.at, entry.at + entry.count);
    },
  };
}

function readValues(view: DataView, { type, count, at }: Entry, littleEndian: boolean): readonly number[] | undefined {
  const size = TYPE_SIZES.get(type);
  if (!size || count === 0) return undefined;
  if (count > MAX_VALUES) throw new RangeError(`an entry of ${count} values`);
  return Array.from({ length: count }, (_, i) => {
    const position = at + i * size;
    if (size === 1) return view.getUint8(position);
    return size === 2 ? view.getUint16(position, littleEndian) : view.getUint32(position, littleEndian);
  });
}

/**
 * Where the directories of the chain start, the first one first, while the chain lies in the file and does not run in a
 * circle. Empty where the bytes do not start as a TIFF structure.
 */
export function directoryOffsets(bytes: Uint8Array): number[] {
  const littleEndian = bytes[0] === 0x49;
  if (bytes.length < 8) return [];
  const view = viewOf(bytes);
  const seen = new Set<number>();
  for (let at = view.getUint32(4, littleEndian); at !== 0 && at + 2 <= view.byteLength && !seen.has(at);) {
    seen.add(at);
    if (seen.size === MOST_DIRECTORIES) break;
    const next = at + 2 + 12 * view.getUint16(at, littleEndian);
    if (next + 4 > view.byteLength) break;
    at = view.getUint32(next, littleEndian);
  }
  return [...seen];
}
