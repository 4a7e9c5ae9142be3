import { crc32, inflateRawSync } from 'node:zlib';
import { ByteCursor } from './byte-cursor.ts';

/** The files of a zip archive in memory, by name. Contents are inflated and checked when asked for. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** Undefined where there is no such file. Throws `file-damaged`. */
  read(name: string): Uint8Array | undefined;
}

interface ZipEntry {
  method: number;
  checksum: number;
  packed: number;
  size: number;
  headerAt: number;
}

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const IN_ZIP64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
/** Of everything that one archive may inflate to: a bound against bombs. */
const MOST_INFLATED_BYTES = 2 ** 30;

/** Opens a zip archive (APPNOTE 6.3, with zip64; no encryption, no spanning). Throws `file-damaged`. */
export function openZip(bytes: Uint8Array, subject: string): ZipArchive {
  const cursor = new ByteCursor(bytes, subject);
  const entries = centralDirectory(cursor);
  const inflated = new Map<string, Uint8Array>();
  let budget = MOST_INFLATED_BYTES;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (!entry) return undefined;
      const known = inflated.get(name);
      if (known) return known;
      if (entry.method === DEFLATED) budget -= entry.size;
      if (budget < 0) throw cursor.damaged(`its contents unpack to more than ${MOST_INFLATED_BYTES} bytes`);
      const content = contentOf(cursor, name, entry);
      inflated.set(name, content);
      return content;
    },
  };
}

function centralDirectory(cursor: ByteCursor): Map<string, ZipEntry> {
  const { count, directoryAt } = endOfDirectory(cursor);
  const entries = new Map<string, ZipEntry>();
  cursor.at = directoryAt;
  for (let i = 0; i < count; i++) {
    const [name, entry] = centralEntry(cursor);
    if (entries.has(name)) throw cursor.damaged(`its archive lists “${name}” twice`);
    entries.set(name, entry);
  }
  return entries;
}

function endOfDirectory(cursor: ByteCursor): { count: number; directoryAt: number } {
  const { bytes } = cursor;
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END_SIGNATURE);
  const endAt = bytes.lastIndexOf(signature, bytes.length - END_BYTES);
  if (bytes.length < END_BYTES || endAt < bytes.length - END_BYTES - LONGEST_COMMENT) {
    throw cursor.damaged('the end of its archive is missing');
  }
  cursor.at = endAt + 10;
  let count = cursor.u16();
  cursor.u32();
  let directoryAt = cursor.u32();

  const locatorAt = endAt - 20;
  if (locatorAt >= 0 && bytes.readUInt32LE(locatorAt) === LOCATOR64_SIGNATURE) {
    cursor.at = locatorAt + 8;
    cursor.at = within(cursor, cursor.u64());
    if (cursor.u32() !== END64_SIGNATURE) throw cursor.damaged('its archive directory is not where it should be');
    cursor.take(28);
    count = cursor.u64();
    cursor.u64();
    directoryAt = cursor.u64();
  }
  return { count, directoryAt: within(cursor, directoryAt) };
}

function centralEntry(cursor: ByteCursor): [name: string, entry: ZipEntry] {
  if (cursor.u32() !== CENTRAL_SIGNATURE) throw cursor.damaged('its archive directory is broken');
  cursor.take(6);
  const method = cursor.u16();
  cursor.take(4);
  const checksum = cursor.u32();
  let packed = cursor.u32();
  let size = cursor.u32();
  const nameLength = cursor.u16();
  const extraLength = cursor.u16();
  const commentLength = cursor.u16();
  cursor.take(8);
  let headerAt = cursor.u32();
  const name = cursor.take(nameLength).toString('utf8');
  const extra = new ByteCursor(cursor.take(extraLength), cursor.subject);
  cursor.take(commentLength);

  while (extra.bytes.length - extra.at >= 4) {
    const id = extra.u16();
    const field = new ByteCursor(extra.take(extra.u16()), cursor.subject);
    if (id !== 1) continue;
    if (size === IN_ZIP64) size = field.u64();
    if (packed === IN_ZIP64) packed = field.u64();
    if (headerAt === IN_ZIP64) headerAt = field.u64();
  }
  return [name, { method, checksum, packed, size, headerAt: within(cursor, headerAt) }];
}

function contentOf(cursor: ByteCursor, name: string, entry: ZipEntry): Uint8Array {
  cursor.at = entry.headerAt;
  if (cursor.u32() !== LOCAL_SIGNATURE) throw cursor.damaged(`“${name}” is not where its archive says`);
  cursor.take(22);
  const nameLength = cursor.u16();
  const extraLength = cursor.u16();
  cursor.take(nameLength + extraLength);
  const packed = cursor.take(entry.packed);
  const content = unpack(cursor, name, entry, packed);
  if (content.length !== entry.size || crc32(content) !== entry.checksum) {
    throw cursor.damaged(`the checksum of “${name}” in it does not match`);
  }
  return content;
}

function unpack(cursor: ByteCursor, name: string, entry: ZipEntry, packed: Buffer): Uint8Array {
  if (entry.method === STORED) return packed;
  if (entry.method !== DEFLATED) throw cursor.damaged(`“${name}” in it is packed in an unknown way (${entry.method})`);
  try {
    // One byte beyond the announced size, so that an entry that lies about its size is seen.
    return inflateRawSync(packed, { maxOutputLength: entry.size + 1 });
  } catch (error) {
    throw cursor.damaged(`“${name}” in it cannot be unpacked`, { cause: error });
  }
}

function within(cursor: ByteCursor, position: number): number {
  if (position > cursor.bytes.length) throw cursor.damaged('its archive points beyond its own end');
  return position;
}
