import { textAt, viewOf } from './header.ts';
import { directoryOffsets, readTiffDirectory, type TiffDirectory } from './tiff-directory.ts';

const CLASSIC_ENTRY = 12;
const BIG_ENTRY = 20;
/** More than any page has, against a file that claims billions. */
const MOST_ENTRIES = 4096;
const MOST_PAGES = 65_536;

/** Bytes of a value by type; 0 for none. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const LONG = 4;
const LONG8_TYPES = new Set([16, 17, 18]);

export const isBigTiff = (bytes: Uint8Array): boolean => ['II+\0', 'MM\0+'].includes(textAt(bytes, 0, 4));

/**
 * A BigTIFF as the classic TIFF that decoders know: the same bytes, with directories of 32-bit offsets behind them. Throws
 * RangeError where the file ends too early, or is larger than such offsets reach.
 */
export function asClassicTiff(bytes: Uint8Array): Uint8Array {
  const littleEndian = bytes[0] === 0x49;
  const source = viewOf(bytes);
  const directories = new Appended(bytes.length, littleEndian);
  let place = directories.reserve(4); // the first link, which goes into the header
  const seen = new Set<number>();
  for (let at = offsetAt(source, 8, littleEndian); at !== 0 && !seen.has(at) && seen.size < MOST_PAGES;) {
    seen.add(at);
    const count = offsetAt(source, at, littleEndian);
    if (count > MOST_ENTRIES) throw new RangeError(`a directory of ${count} entries`);
    const start = directories.reserve(2 + CLASSIC_ENTRY * count + 4);
    directories.uint32(place, bytes.length + start);
    directories.uint16(start, count);
    for (let i = 0; i < count; i++) {
      copyEntry(source, at + 8 + BIG_ENTRY * i, directories, start + 2 + CLASSIC_ENTRY * i, littleEndian);
    }
    place = start + 2 + CLASSIC_ENTRY * count;
    at = offsetAt(source, at + 8 + BIG_ENTRY * count, littleEndian);
  }
  const classic = Buffer.concat([bytes, directories.bytes()]);
  classic.write(littleEndian ? 'II*\0' : 'MM\0*', 0, 'latin1');
  classic.copy(classic, 4, bytes.length, bytes.length + 4);
  const whole = new Uint8Array(classic.buffer, classic.byteOffset, classic.length);
  for (const at of directoryOffsets(whole)) requirePixels(whole, at, bytes.length);
  return whole;
}

/** Places of strips and of tiles, with their lengths. */
const PIXELS = [
  [273, 279],
  [324, 325],
] as const;

/** Pixels that the file has lost must not be looked for in what was put behind it. */
function requirePixels(classic: Uint8Array, directory: number, end: number): void {
  const entries = readTiffDirectory(classic, directory) as TiffDirectory;
  for (const [places, lengths] of PIXELS) {
    const counts = entries.values(lengths) ?? [];
    if ((entries.values(places) ?? []).some((place, i) => place + (counts[i] ?? 0) > end))
      throw new RangeError('pixels are missing');
  }
}

function copyEntry(source: DataView, from: number, to: Appended, at: number, littleEndian: boolean): void {
  const type = source.getUint16(from + 2, littleEndian);
  const count = offsetAt(source, from + 4, littleEndian);
  const size = (SIZES[type] ?? 0) * count;
  const place = size <= 8 ? from + 12 : offsetAt(source, from + 12, littleEndian);
  to.uint16(at, source.getUint16(from, littleEndian));
  to.uint16(at + 2, LONG8_TYPES.has(type) ? LONG : type);
  to.uint32(at + 4, count);
  if (LONG8_TYPES.has(type)) {
    const longs = count === 1 ? at + 8 : to.reserve(4 * count);
    for (let i = 0; i < count; i++) to.uint32(longs + 4 * i, offsetAt(source, place + 8 * i, littleEndian));
    if (count !== 1) to.uint32(at + 8, to.base + longs);
  } else if (size <= 4) {
    for (let i = 0; i < 4; i++) to.uint8(at + 8 + i, source.getUint8(place + i));
  } else if (place + size > source.byteLength) {
    throw new RangeError(`an entry beyond the end`);
  } else {
    to.uint32(at + 8, place);
  }
}

/** A 64-bit offset or count, which has to fit into 32 bits. */
function offsetAt(source: DataView, at: number, littleEndian: boolean): number {
  const value = Number(source.getBigUint64(at, littleEndian));
  if (value > 0xffffffff) throw new RangeError(`the offset ${value} lies beyond the file`);
  return value;
}

/** Bytes that grow, in the file's byte order. */
class Appended {
  readonly base: number;
  readonly #littleEndian: boolean;
  #buffer = new ArrayBuffer(1 << 16);
  #view = new DataView(this.#buffer);
  #length = 0;

  constructor(base: number, littleEndian: boolean) {
    this.base = base;
    this.#littleEndian = littleEndian;
  }

  reserve(bytes: number): number {
    const start = this.#length;
    // More than any file's own entries would fill it with nothing but claims.
    if (start + bytes > this.base + (1 << 16)) throw new RangeError('directories larger than the file');
    this.#length += bytes;
    if (this.#length > this.#buffer.byteLength) {
      this.#buffer = this.#buffer.transfer(2 * this.#length);
      this.#view = new DataView(this.#buffer);
    }
    return start;
  }

  uint8(at: number, value: number): void {
    this.#view.setUint8(at, value);
  }

  uint16(at: number, value: number): void {
    this.#view.setUint16(at, value, this.#littleEndian);
  }

  uint32(at: number, value: number): void {
    this.#view.setUint32(at, value, this.#littleEndian);
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#buffer, 0, this.#length);
  }
}
