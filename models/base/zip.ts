import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Problem } from './problem.ts';

/** A file in an archive, as the archive's directory describes it. */
export interface ZipMember {
  name: string;
  method: number;
  /** CRC-32 of the content. */
  checksum: number;
  packedSize: number;
  /** Bytes once unpacked. */
  size: number;
  headerOffset: number;
}

/** The bytes of an archive, of which nobody knows whether they are sound. */
export interface ZipSource {
  readonly size: number;
  /** These bytes, which lie within `size`. */
  read(position: number, length: number): Buffer;
  /** The `file-damaged` to throw; `what` is half a sentence such as `its archive directory is broken`. */
  damaged(what: string, cause?: unknown): Problem;
}

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const MEMBER_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR64_BYTES = 20;
const MEMBER_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
const IN_ZIP64 = 0xffffffff;
const ZIP64_FIELD = 1;
const STORED = 0;
const DEFLATED = 8;
const LARGEST_DIRECTORY = 256 * 2 ** 20;
/** Of everything that one archive in memory may inflate to: a bound against bombs. */
const MOST_INFLATED_BYTES = 2 ** 30;
const CHUNK = 2 ** 18;

/**
 * What an archive holds, by name (PKWARE APPNOTE 6.3, with zip64; no encryption, no spanning); only its directory is read.
 * Names are as they are written, and may lead out of a folder. Throws `file-damaged`, also for a name that is there twice.
 */
export function readZipDirectory(source: ZipSource): ReadonlyMap<string, ZipMember> {
  try {
    const { count, offset, length } = endOfDirectory(source);
    if (length > LARGEST_DIRECTORY) throw source.damaged('its archive directory is too large');
    const directory = bytesAt(source, offset, length);
    const members = new Map<string, ZipMember>();
    for (let at = 0, i = 0; i < count; i++) {
      const { member, next } = memberAt(source, directory, at);
      if (members.has(member.name)) throw source.damaged(`its archive lists “${member.name}” twice`);
      members.set(member.name, member);
      at = next;
    }
    return members;
  } catch (thrown) {
    if (thrown instanceof RangeError) throw source.damaged('its archive directory is broken', thrown);
    throw thrown;
  }
}

/** The files of an archive in memory. Contents are inflated and checked when asked for. */
export interface ZipInMemory {
  readonly names: readonly string[];
  /** Undefined where there is no such file. Throws `file-damaged`. */
  read(name: string): Uint8Array | undefined;
}

/** Opens an archive that is in memory, and may unpack to 1 GiB. Throws `file-damaged`. */
export function openZip(bytes: Uint8Array, damaged: ZipSource['damaged']): ZipInMemory {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const source: ZipSource = {
    size: buffer.length,
    read: (position, length) => buffer.subarray(position, position + length),
    damaged,
  };
  const members = readZipDirectory(source);
  const inflated = new Map<string, Uint8Array>();
  let budget = MOST_INFLATED_BYTES;
  return {
    names: [...members.keys()],
    read(name) {
      const member = members.get(name);
      if (!member) return undefined;
      const known = inflated.get(name);
      if (known) return known;
      if (member.method === DEFLATED) budget -= member.size;
      if (budget < 0) throw damaged(`its contents unpack to more than ${MOST_INFLATED_BYTES} bytes`);
      const content = contentOf(source, member);
      inflated.set(name, content);
      return content;
    },
  };
}

/**
 * The content of a member of the archive in `file`, unpacked as it is read; nothing holds it back at its announced size and
 * its checksum is not looked at. Throws `file-damaged`; the stream fails with errors of the file system and of zlib.
 */
export function streamMember(file: string, source: ZipSource, member: ZipMember): Readable {
  const start = packedStart(source, member);
  if (member.method !== STORED && member.method !== DEFLATED) throw unknownMethod(source, member);
  if (member.packedSize === 0) return Readable.from([]);
  const packed = createReadStream(file, { start, end: start + member.packedSize - 1, highWaterMark: CHUNK });
  if (member.method === STORED) return packed;
  const inflate = createInflateRaw({ chunkSize: CHUNK });
  packed.on('error', (error) => inflate.destroy(error));
  inflate.on('close', () => packed.destroy());
  return packed.pipe(inflate);
}

function bytesAt(source: ZipSource, position: number, length: number): Buffer {
  if (position + length > source.size) throw source.damaged('its archive points beyond its own end');
  return source.read(position, length);
}

function endOfDirectory(source: ZipSource): { count: number; offset: number; length: number } {
  const tailAt = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  const tail = source.read(tailAt, source.size - tailAt);
  const at = endIn(tail);
  if (at < 0) throw source.damaged('the end of its archive is missing');
  const locatorAt = tailAt + at - LOCATOR64_BYTES;
  const locator = locatorAt < 0 ? undefined : source.read(locatorAt, LOCATOR64_BYTES);
  if (locator?.readUInt32LE(0) !== LOCATOR64_SIGNATURE) {
    return {
      count: tail.readUInt16LE(at + 10),
      length: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
  }
  const end = bytesAt(source, Number(locator.readBigUInt64LE(8)), END64_BYTES);
  if (end.readUInt32LE(0) !== END64_SIGNATURE) throw source.damaged('its archive directory is not where it should be');
  const [count, length, offset] = [32, 40, 48].map((field) => Number(end.readBigUInt64LE(field)));
  return { count: Number(count), length: Number(length), offset: Number(offset) };
}

/** Where the end record begins: the last that is followed by its whole comment, else the last there is; -1 for none. */
function endIn(tail: Buffer): number {
  let last = -1;
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    if (at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return at;
    last = Math.max(last, at);
  }
  return last;
}

function memberAt(source: ZipSource, directory: Buffer, at: number): { member: ZipMember; next: number } {
  if (directory.readUInt32LE(at) !== MEMBER_SIGNATURE) throw source.damaged('its archive directory is broken');
  const nameEnd = at + MEMBER_BYTES + directory.readUInt16LE(at + 28);
  const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
  const next = extraEnd + directory.readUInt16LE(at + 32);
  if (next > directory.length) throw source.damaged('its archive directory is broken');
  const member: ZipMember = {
    name: directory.toString('utf8', at + MEMBER_BYTES, nameEnd),
    method: directory.readUInt16LE(at + 10),
    checksum: directory.readUInt32LE(at + 16),
    packedSize: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    headerOffset: directory.readUInt32LE(at + 42),
  };
  for (let field = nameEnd; field + 4 <= extraEnd; field += 4 + directory.readUInt16LE(field + 2)) {
    if (directory.readUInt16LE(field) !== ZIP64_FIELD) continue;
    // Holds, in this order, only those values that did not fit.
    const values = directory.subarray(field + 4, Math.min(extraEnd, field + 4 + directory.readUInt16LE(field + 2)));
    let value = 0;
    for (const key of ['size', 'packedSize', 'headerOffset'] as const) {
      if (member[key] !== IN_ZIP64) continue;
      member[key] = Number(values.readBigUInt64LE(value));
      value += 8;
    }
  }
  if (member.headerOffset > source.size) throw source.damaged('its archive points beyond its own end');
  return { member, next };
}

/** Where the packed bytes of a member begin; all of them are there. */
function packedStart(source: ZipSource, { name, headerOffset, packedSize }: ZipMember): number {
  const header = bytesAt(source, headerOffset, LOCAL_BYTES);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw source.damaged(`“${name}” is not where its archive says`);
  const start = headerOffset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + packedSize > source.size) throw source.damaged(`“${name}” in it ends too early`);
  return start;
}

function contentOf(source: ZipSource, member: ZipMember): Uint8Array {
  const packed = source.read(packedStart(source, member), member.packedSize);
  const content = unpack(source, member, packed);
  if (content.length !== member.size || crc32(content) !== member.checksum) {
    throw source.damaged(`the checksum of “${member.name}” in it does not match`);
  }
  return content;
}

function unpack(source: ZipSource, member: ZipMember, packed: Buffer): Uint8Array {
  if (member.method === STORED) return packed;
  if (member.method !== DEFLATED) throw unknownMethod(source, member);
  try {
    // One byte beyond the announced size, so that a member that lies about its size is seen.
    return inflateRawSync(packed, { maxOutputLength: member.size + 1 });
  } catch (thrown) {
    throw source.damaged(`“${member.name}” in it cannot be unpacked`, thrown);
  }
}

const unknownMethod = (source: ZipSource, { name, method }: ZipMember): Problem =>
  source.damaged(`“${name}” in it is packed in an unknown way (${method})`);
