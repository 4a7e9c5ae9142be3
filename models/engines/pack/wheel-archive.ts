import { createHash } from 'node:crypto';
import { createWriteStream, readSync } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../base/problem.ts';
import { readZipDirectory, streamMember, type ZipMember, type ZipSource } from '../../base/zip.ts';

/** RECORD, the longest, lists some twenty thousand files. */
const LARGEST_TEXT = 64 * 2 ** 20;

/**
 * A Python wheel (a zip archive) read member by member: nothing larger than its directory is ever held in memory. Every
 * member must match its SHA-256 in the wheel's own RECORD.
 */
export class WheelArchive {
  readonly file: string;
  readonly members: ReadonlyMap<string, ZipMember>;
  private readonly handle: FileHandle;
  private readonly source: ZipSource;
  private record: ReadonlyMap<string, string> | undefined;

  private constructor(file: string, handle: FileHandle, size: number) {
    this.file = file;
    this.handle = handle;
    this.source = {
      size,
      read: (position, length) => this.read(position, length),
      damaged: (what, cause) => this.damaged(`is damaged: ${what}`, cause),
    };
    this.members = readZipDirectory(this.source);
    for (const name of this.members.keys()) {
      if (isUnsafe(name)) throw this.damaged(`would write outside its own folder (${name})`);
    }
  }

  /** Throws `file-damaged` when the file is no whole zip archive, or names a member outside its own folder. */
  static async open(file: string): Promise<WheelArchive> {
    const handle = await open(file, 'r');
    try {
      return new WheelArchive(file, handle, (await handle.stat()).size);
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
    for await (const part of streamMember(this.file, this.source, this.member(name))) {
      size += (part as Buffer).length;
      if (size > LARGEST_TEXT) throw this.damaged(`has an endless ${name}`);
      parts.push(part as Buffer);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  /** The one member of the wheel's `*.dist-info` folder with this name. */
  distInfo(name: string): ZipMember {
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
    const source = streamMember(this.file, this.source, member);
    try {
      await pipeline(source, meter, createWriteStream(target, { flush: true }), { signal: watch.signal });
    } catch (thrown) {
      const { code = '', message } = thrown as NodeJS.ErrnoException;
      const fromFileSystem = /^E[A-Z]+$/.test(code) || code === 'ABORT_ERR';
      throw fromFileSystem ? thrown : this.damaged(`is damaged at ${name} (${message})`, thrown);
    }
    const digest = hash.digest();
    if (size !== member.size || digest.toString('base64url') !== expected) {
      throw new Problem('wheel-member-differs', { member: name, file: this.file });
    }
    return digest.toString('hex');
  }

  private member(name: string): ZipMember {
    const member = this.members.get(name);
    if (!member) throw this.damaged(`has no ${name}`);
    return member;
  }

  private read(position: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    if (readSync(this.handle.fd, buffer, 0, length, position) < length) throw this.damaged('ends too early');
    return buffer;
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
    return new Problem('wheel-damaged', { file: this.file, what }, cause === undefined ? undefined : { cause });
  }
}

function isUnsafe(name: string): boolean {
  return name === '' || /^[/\\]|\\|^[A-Za-z]:|\0/.test(name) || name.split('/').includes('..');
}
