import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

export interface WheelOptions {
  /** Member names and contents, beside the metadata. */
  members: Readonly<Record<string, string | Buffer>>;
  tag?: string;
  version?: string;
  /** Members that RECORD lists with another checksum than theirs. */
  misrecorded?: readonly string[];
  /** Sizes and offsets in zip64 fields, as in archives over 4 GB. */
  zip64?: boolean;
}

/** The platform tag of a wheel for this computer. */
export const NATIVE_TAG = `cp311-cp311-${
  process.platform === 'darwin' ? 'macosx_12_0' : process.platform === 'win32' ? 'win' : 'manylinux_2_27'
}_${process.arch === 'x64' ? (process.platform === 'win32' ? 'amd64' : 'x86_64') : process.platform === 'linux' ? 'aarch64' : 'arm64'}`;

/** A Python wheel in memory: a zip archive with METADATA, WHEEL and RECORD. */
export function makeWheel({
  members,
  tag = NATIVE_TAG,
  version = '9.9.9',
  misrecorded = [],
  zip64 = false,
}: WheelOptions): Buffer {
  const info = `tensorflow_cpu-${version}.dist-info`;
  const files = new Map<string, Buffer>();
  for (const [name, content] of Object.entries(members)) files.set(name, Buffer.from(content));
  files.set(`${info}/METADATA`, Buffer.from(`Metadata-Version: 2.1\nName: tensorflow_cpu\nVersion: ${version}\n`));
  files.set(`${info}/WHEEL`, Buffer.from(`Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: ${tag}\n`));
  const record = [...files].map(([name, content]) => {
    const hash = createHash('sha256').update(content);
    if (misrecorded.includes(name)) hash.update('another');
    return `${name.includes(',') ? `"${name}"` : name},sha256=${hash.digest('base64url')},${content.length}`;
  });
  files.set(`${info}/RECORD`, Buffer.from([...record, `${info}/RECORD,,`, ''].join('\n')));
  return zip(files, zip64);
}

const ALL_ONES = 0xffffffff;

function zip(files: ReadonlyMap<string, Buffer>, zip64: boolean): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const title = Buffer.from(name);
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(content.length, 22);
    local.writeUInt16LE(title.length, 26);
    const extra = Buffer.alloc(zip64 ? 28 : 0);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(content), 16);
    entry.writeUInt32LE(zip64 ? ALL_ONES : packed.length, 20);
    entry.writeUInt32LE(zip64 ? ALL_ONES : content.length, 24);
    entry.writeUInt16LE(title.length, 28);
    entry.writeUInt16LE(extra.length, 30);
    entry.writeUInt32LE(zip64 ? ALL_ONES : offset, 42);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      [content.length, packed.length, offset].forEach((value, i) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i));
    }
    directory.push(entry, title, extra);
    parts.push(local, title, packed);
    offset += local.length + title.length + packed.length;
  }
  const index = Buffer.concat(directory);
  return Buffer.concat([
    ...parts,
    index,
    ...(zip64 ? end64(files.size, index.length, offset) : []),
    end(files.size, index.length, offset, zip64),
  ]);
}

function end(count: number, size: number, offset: number, zip64: boolean): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(zip64 ? ALL_ONES : size, 12);
  record.writeUInt32LE(zip64 ? ALL_ONES : offset, 16);
  return record;
}

function end64(count: number, size: number, offset: number): Buffer[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}
