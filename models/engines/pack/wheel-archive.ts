import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { Problem } from '../../base/problem.ts';

/** A member of a wheel, as its central directory describes it. */
/** RECORD, the longest, lists some twenty thousand files. */
const LARGEST_TEXT = 64 * 2 ** 20;

export interface WheelMember {
  name: string;
  /** Bytes once unpacked. */
  size: number;
  packedSize: number;
  method: number;
  headerOffset: number;
}

const CURE = 'Download the wheel again; it may have been cut short.';
const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const MEMBER_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const LOCATOR64_SIZE = 20;
const LONGEST_COMMENT = 0xffff;
const IN_ZIP64 = 0xffffffff;
const LARGEST_DIRECTORY = 256 * 2 ** 20;

/**
 * A Python wheel (a zip archive, PKWARE APPNOTE 6.3, with zip64) read member by member: nothing larger than its
 * directory is ever held in memory. Every member must match its SHA-256 in the wheel's own RECORD.
 */
export class WheelArchive {
  readonly file: string;
  readonly members: ReadonlyMap<string, WheelMember>;
  private readonly handle: FileHandle;
  private record: ReadonlyMap<string, string> | undefined;

  private constructor(file: string, handle: FileHandle, members: ReadonlyMap<string, WheelMember>) {
    this.file = file;
    this.handle = handle;
    this.members = members;
  }

  /** Throws `file-damaged` when the file is no whole zip archive, or names a member outside its own folder. */
  static async open(file: string): Promise<WheelArchive> {
    const handle = await open(file, 'r');
    try {
      return new WheelArchive(file, handle, await readDirectory(file, handle));
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** A small text member. */
  async text(name: string): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of await this.unpacked(this.member(name))) {
      size += (part as Buffer).length;
      if (size > LARGEST_TEXT) throw this.damaged(`has an endless ${name}`);
      parts.push(part as Buffer);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  /** The one member of the wheel's `*.dist-info` folder with this name. */
  distInfo(name: string): WheelMember {
    const found = [...this.members.values()].find(
      (m) => /^[^/]+\.dist-info\/[^/]+$/.test(m.name) && m.name.endsWith(`/${name}`),
    );
    if (!found) throw this.damaged(`has no ${name}; it is not a Python wheel`);
    return found;
  }

  /** Writes one member to `target` and on to the disk. Returns its SHA-256 in hexadecimal, checked against RECORD. */
  async extract(name: string, target: string, watch: { onBytes?: (bytes: number) => void; signal?: AbortSignal } = {}) {
    const member = this.member(name);
    const expected = (await this.hashes()).get(name);
    if (!expected) throw this.damaged(`does not list ${name} in its RECORD`);
    const hash = createHash('sha256');
    let size = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        hash.update(chunk);
        watch.onBytes?.(chunk.length);
        if (size > member.size) done(new Error('longer than its directory says'));
        else done(null, chunk);
      },
    });
    await mkdir(dirname(target), { recursive: true });
    const source = await this.unpacked(member);
    try {
      await pipeline(source, meter, createWriteStream(target, { flush: true }), { signal: watch.signal });
    } catch (thrown) {
      const { code = '', message } = thrown as NodeJS.ErrnoException;
      const fromFileSystem = /^E[A-Z]+$/.test(code) || code === 'ABORT_ERR';
      throw fromFileSystem ? thrown : this.damaged(`is damaged at ${name} (${message})`, thrown);
    }
    const digest = hash.digest();
    if (size !== member.size || digest.toString('base64url') !== expected) {
      throw new Problem('checksum-mismatch', `${name} in ${this.file} does not match the wheel's own checksum.`, CURE);
    }
    return digest.toString('hex');
  }

  private member(name: string): WheelMember {
    const member = this.members.get(name);
    if (!member) throw this.damaged(`has no ${name}`);
    return member;
  }

  private async unpacked(member: WheelMember): Promise<Readable> {
    const header = Buffer.alloc(30);
    const { bytesRead } = await this.handle.read(header, 0, 30, member.headerOffset);
    if (bytesRead < 30 || header.readUInt32LE(0) !== LOCAL_SIGNATURE)
      throw this.damaged(`is damaged at ${member.name}`);
    const start = member.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (member.packedSize === 0) return Readable.from([]);
    const packed = createReadStream(this.file, { start, end: start + member.packedSize - 1, highWaterMark: 2 ** 18 });
    if (member.method === 0) return packed;
    if (member.method !== 8) throw this.damaged(`packs ${member.name} in an unknown way (method ${member.method})`);
    const inflate = createInflateRaw({ chunkSize: 2 ** 18 });
    packed.on('error', (error) => inflate.destroy(error));
    inflate.on('close', () => packed.destroy());
    return packed.pipe(inflate);
  }

  /** SHA-256 (base64url, unpadded) by member name; PEP 376 lines `name,sha256=…,size`, a name with commas quoted. */
  private async hashes(): Promise<ReadonlyMap<string, string>> {
    if (this.record) return this.record;
    const hashes = new Map<string, string>();
    for (const line of (await this.text(this.distInfo('RECORD').name)).split(/\r?\n/)) {
      const match = /^(?:"((?:[^"]|"")*)"|([^,]*)),sha256=([\w-]+),/.exec(line);
      if (match?.[3]) hashes.set(match[2] ?? match[1]?.replaceAll('""', '"') ?? '', match[3]);
    }
    this.record = hashes;
    return hashes;
  }

  private damaged(what: string, cause?: unknown): Problem {
    return damaged(this.file, what, cause);
  }
}

function damaged(file: string, what: string, cause?: unknown): Problem {
  return new Problem('file-damaged', `${file} ${what}.`, CURE, cause === undefined ? undefined : { cause });
}

async function readDirectory(file: string, handle: FileHandle): Promise<ReadonlyMap<string, WheelMember>> {
  const { size } = await handle.stat();
  const tail = await readAt(
    file,
    handle,
    Math.max(0, size - END_SIZE - LONGEST_COMMENT),
    Math.min(size, END_SIZE + LONGEST_COMMENT),
  );
  const at = findEnd(tail);
  if (at < 0) throw damaged(file, 'is not a whole wheel (it has no zip directory)');
  let directorySize = tail.readUInt32LE(at + 12);
  let directoryOffset = tail.readUInt32LE(at + 16);
  if ((directorySize === IN_ZIP64 || directoryOffset === IN_ZIP64) && at >= LOCATOR64_SIZE) {
    const locator = at - LOCATOR64_SIZE;
    if (tail.readUInt32LE(locator) !== LOCATOR64_SIGNATURE) throw damaged(file, 'has a damaged zip directory');
    const end64 = await readAt(file, handle, Number(tail.readBigUInt64LE(locator + 8)), 56);
    if (end64.readUInt32LE(0) !== END64_SIGNATURE) throw damaged(file, 'has a damaged zip directory');
    directorySize = Number(end64.readBigUInt64LE(40));
    directoryOffset = Number(end64.readBigUInt64LE(48));
  }
  if (directorySize > LARGEST_DIRECTORY || directoryOffset + directorySize > size) {
    throw damaged(file, 'has a damaged zip directory');
  }
  const directory = await readAt(file, handle, directoryOffset, directorySize);
  const members = new Map<string, WheelMember>();
  try {
    for (let offset = 0; offset + 46 <= directory.length;) {
      if (directory.readUInt32LE(offset) !== MEMBER_SIGNATURE) throw new RangeError('not a directory entry');
      const [member, next] = readMember(directory, offset);
      offset = next;
      if (isUnsafe(member.name)) throw damaged(file, `would write outside its own folder (${member.name})`);
      members.set(member.name, member);
    }
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw damaged(file, 'has a damaged zip directory', thrown);
  }
  return members;
}

async function readAt(file: string, handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  if (bytesRead < length) throw damaged(file, 'ends too early');
  return buffer;
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END_SIGNATURE && at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length)
      return at;
  }
  return -1;
}

function readMember(directory: Buffer, at: number): [WheelMember, next: number] {
  const nameLength = directory.readUInt16LE(at + 28);
  const extraLength = directory.readUInt16LE(at + 30);
  const nameEnd = at + 46 + nameLength;
  const extraEnd = nameEnd + extraLength;
  if (extraEnd > directory.length) throw new RangeError('entry ends too early');
  const member: WheelMember = {
    name: directory.toString('utf8', at + 46, nameEnd),
    method: directory.readUInt16LE(at + 10),
    packedSize: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    headerOffset: directory.readUInt32LE(at + 42),
  };
  for (let field = nameEnd; field + 4 <= extraEnd; field += 4 + directory.readUInt16LE(field + 2)) {
    if (directory.readUInt16LE(field) !== 1) continue;
    // The zip64 field holds, in this order, only those values that did not fit.
    let value = field + 4;
    for (const key of ['size', 'packedSize', 'headerOffset'] as const) {
      if (member[key] !== IN_ZIP64) continue;
      member[key] = Number(directory.readBigUInt64LE(value));
      value += 8;
    }
  }
  return [member, extraEnd + directory.readUInt16LE(at + 32)];
}

function isUnsafe(name: string): boolean {
  return name === '' || /^[/\\]|\\|^[A-Za-z]:|\0/.test(name) || name.split('/').includes('..');
}
