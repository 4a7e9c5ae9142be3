import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '../../../models/base/problem.ts';
import { openZip, readZipDirectory, streamMember, type ZipSource } from '../../../models/base/zip.ts';
import { makeWheel } from '../../support/wheel.ts';

const damaged = (what: string): Problem =>
  new Problem('said', { sentence: `It is damaged: ${what}.`, cure: 'Copy it again.' }, { code: 'file-damaged' });
const bytesOf = (content: string) => new TextEncoder().encode(content);
const LONG = 'cat '.repeat(1000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is in an archive, read in memory and as streams from a file, which must agree. */
async function contents(archive: Uint8Array): Promise<Record<string, string>> {
  const bytes = Buffer.from(archive);
  const zip = openZip(bytes, damaged);
  const inMemory = zip.names.map((name) => [name, Buffer.from(zip.read(name) ?? []).toString()]);
  const file = join(folder, 'some.zip');
  await writeFile(file, bytes);
  const source: ZipSource = { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length), damaged };
  const streamed: [string, string][] = [];
  for (const [name, member] of readZipDirectory(source)) {
    streamed.push([name, (await buffer(streamMember(file, source, member))).toString()]);
  }
  expect(streamed).toEqual(inMemory);
  return Object.fromEntries(streamed);
}

/** An archive whose bytes were changed from the place of `mark` on. */
function changed(archive: Uint8Array, mark: string, change: (bytes: Buffer, at: number) => void): Buffer {
  const bytes = Buffer.from(archive);
  change(bytes, bytes.lastIndexOf(mark, undefined, 'latin1'));
  return bytes;
}

describe('an archive', () => {
  const two = { 'a/one.txt': bytesOf('one'), 'a/two.txt': bytesOf(LONG) };
  const DIRECTORY = 'PK\u0001\u0002';
  const END = 'PK\u0005\u0006';

  test.each([0, 6] as const)('of compression level %i yields what is in it', async (level) => {
    const expected = { 'a/one.txt': 'one', 'a/two.txt': LONG, empty: '', 'über/字.txt': 'x' };
    const files = { ...two, empty: bytesOf(''), 'über/字.txt': bytesOf('x') };
    expect(await contents(zipSync(files, { level }))).toEqual(expected);
  });

  test('with zip64 fields yields what is in it', async () => {
    expect(await contents(makeWheel({ members: { 'a/two.txt': LONG }, zip64: true }))).toMatchObject({
      'a/two.txt': LONG,
    });
  });

  test('may end with a comment that holds the mark of an end, or with bytes that belong to nothing', async () => {
    const comment = `for cats: ${END}, and more than twenty-two bytes after it`;
    const bytes = changed(zipSync(two), END, (all, at) => all.writeUInt16LE(comment.length, at + 20));
    expect(await contents(Buffer.concat([bytes, bytesOf(comment)]))).toMatchObject({ 'a/one.txt': 'one' });
    expect(await contents(Buffer.concat([zipSync(two), bytesOf('meow')]))).toMatchObject({ 'a/one.txt': 'one' });
  });

  const zip = zipSync(two, { level: 6 });
  test.each<[string, Uint8Array, string]>([
    ['is empty', new Uint8Array(0), 'the end of its archive is missing'],
    ['is no archive', bytesOf('meow'.repeat(20)), 'the end of its archive is missing'],
    ['was cut short', zip.subarray(0, zip.length - 30), 'the end of its archive is missing'],
    [
      'announces a directory beyond its end',
      changed(zip, END, (all, at) => all.writeUInt32LE(zip.length, at + 16)),
      'its archive points beyond its own end',
    ],
    [
      'announces an endless directory',
      changed(zip, END, (all, at) => all.writeUInt32LE(0xfffffff0, at + 12)),
      'its archive directory is too large',
    ],
    [
      'announces more members than it has',
      changed(zip, END, (all, at) => all.writeUInt16LE(9, at + 10)),
      'its archive directory is broken',
    ],
    [
      'has no directory where it should be',
      changed(zip, DIRECTORY, (all, at) => all.fill(0, at, at + 4)),
      'its archive directory is broken',
    ],
    [
      'has a name without end',
      changed(zip, DIRECTORY, (all, at) => all.writeUInt16LE(0xffff, at + 28)),
      'its archive directory is broken',
    ],
    [
      'has a member beyond its end',
      changed(zip, DIRECTORY, (all, at) => all.writeUInt32LE(zip.length + 1, at + 42)),
      'its archive points beyond its own end',
    ],
    [
      'has a member where none is',
      changed(zip, DIRECTORY, (all, at) => all.writeUInt32LE(5, at + 42)),
      '“a/two.txt” is not where its archive says',
    ],
    [
      'has a member longer than itself',
      changed(zip, DIRECTORY, (all, at) => all.writeUInt32LE(zip.length, at + 20)),
      '“a/two.txt” in it ends too early',
    ],
    [
      'packs in an unknown way',
      changed(zip, DIRECTORY, (all, at) => all.writeUInt16LE(99, at + 10)),
      '“a/two.txt” in it is packed in an unknown way (99)',
    ],
    [
      'lists a name twice',
      changed(zip, 'a/two.txt', (all, at) => all.write('a/one.txt', at)),
      'its archive lists “a/one.txt” twice',
    ],
  ])('that %s is refused', async (_title, bytes, what) => {
    await expect(contents(bytes)).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringContaining(what) as string,
    });
  });

  test.each<[string, (all: Buffer, at: number) => void, string]>([
    ['says less than it holds', (all, at) => all.writeUInt32LE(10, at + 24), 'cannot be unpacked'],
    ['has another checksum', (all, at) => all.writeUInt32LE(1, at + 16), 'checksum'],
    ['unpacks to more than memory may hold', (all, at) => all.writeUInt32LE(2 ** 31, at + 24), 'unpack to more than'],
  ])('in memory with a member that %s is refused', (_title, change, what) => {
    const archive = openZip(changed(zip, DIRECTORY, change), damaged);
    expect(() => archive.read('a/two.txt')).toThrow(what);
  });
});
