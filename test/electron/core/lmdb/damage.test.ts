import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLmdb } from '../../../../electron/core/lmdb/reader.ts';
import { writeLmdb } from '../../../../electron/core/lmdb/writer.ts';
import { Problem } from '../../../../models/base/problem.ts';
import { expectProblem } from '../../../models/weights/expect-problem.ts';
import { python, valueOf, withoutLiblmdb } from './liblmdb.ts';
import { randomIntegers } from './random-integers.ts';

const PAGE = 4096;
const META = { version: 20, magic: 16, mainFlags: 92, depth: 94, root: 128, lastPage: 136, transaction: 144 };

let folder: string;
/** Two levels; the values of `large-…` lie in overflow pages. */
let sample: Buffer;
/** Of the sample. */
let root: number;
let expected: Map<string, Uint8Array>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-lmdb-'));
  expected = new Map([3000, 9000].map((size) => [`large-${size}`, valueOf(size, size)]));
  for (let i = 0; i < 90; i++) expected.set(`small-${String(i).padStart(3, '0')}`, valueOf(i, i * 5));
  await mkdir(join(folder, 'sample'));
  await writeLmdb(join(folder, 'sample'), expected);
  sample = await readFile(join(folder, 'sample', 'data.mdb'));
  root = Number(sample.readBigUInt64LE(META.root));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Opens a file with these bytes and reads everything in both ways. */
async function readAll(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const path = join(folder, 'damaged.mdb');
  await writeFile(path, bytes);
  const lmdb = await openLmdb(path);
  try {
    const got = new Map<string, Uint8Array>();
    for (const key of expected.keys()) {
      const value = await lmdb.get(key);
      if (value) got.set(key, value);
    }
    const walked = new Map<string, Uint8Array>();
    for await (const [key, value] of lmdb.entries()) walked.set(Buffer.from(key).toString(), value);
    for (const [key, value] of got) if (walked.has(key)) expect(walked.get(key)).toEqual(value);
    return walked;
  } finally {
    await lmdb.close();
  }
}

/** The sample with something changed. */
function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(sample);
  change(bytes);
  return bytes;
}

const inBothMetas = (write: (meta: Buffer) => void) =>
  changed((bytes) => {
    write(bytes.subarray(0, PAGE));
    write(bytes.subarray(PAGE, 2 * PAGE));
  });

const pageOf = (bytes: Buffer, number: number): Buffer => bytes.subarray(number * PAGE, (number + 1) * PAGE);
const nodeOf = (page: Buffer, index: number): number => page.readUInt16LE(16 + 2 * index);

test('the sample itself is read', async () => {
  expect(await readAll(sample)).toEqual(expected);
  expect(sample.readUInt16LE(META.depth)).toBe(2);
});

test('cut off anywhere, it says so or gives what is left', async () => {
  let failed = 0;
  for (let length = 0; length < sample.length; length += length < 2 * PAGE ? 97 : 509) {
    try {
      for (const [key, value] of await readAll(sample.subarray(0, length))) expect(value).toEqual(expected.get(key));
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      const { code, message } = error as Problem;
      expect(['file-damaged', 'empty-file'], message).toContain(code);
      expect(message).toContain('damaged.mdb');
      failed++;
    }
  }
  expect(failed).toBeGreaterThan(50);
});

test('a value that is lost does not take the others with it', async () => {
  const path = join(folder, 'hole.mdb');
  const bytes = changed((all) => pageOf(all, 2).fill(0));
  await writeFile(path, bytes);
  const lmdb = await openLmdb(path);
  try {
    await expectProblem('file-damaged', () => lmdb.get('large-3000'));
    expect(await lmdb.get('large-9000')).toEqual(expected.get('large-9000'));
    expect(await lmdb.get('small-050')).toEqual(expected.get('small-050'));
  } finally {
    await lmdb.close();
  }
});

describe('changed bytes', () => {
  test.each([1, 2, 3])('in %i places: a Problem, or an answer', async (places) => {
    const next = randomIntegers(places);
    const tally = { read: 0, refused: 0 };
    for (let round = 0; round < 400; round++) {
      const bytes = changed((all) => {
        for (let i = 0; i < places; i++) {
          // Mostly in headers and tables of tree pages, where damage leads astray rather than into a value.
          const page = next(all.length / PAGE);
          const at = page * PAGE + next(round % 2 === 0 ? 160 : PAGE);
          all[at] = next(3) === 0 ? 0xff : next(256);
        }
      });
      await expectProblemOrAnswer(bytes, tally);
    }
    expect(tally.read).toBeGreaterThan(10);
    expect(tally.refused).toBeGreaterThan(10);
  });

  test('in a file of the real LMDB with free pages', async (context) => {
    context.skip(withoutLiblmdb !== undefined, withoutLiblmdb);
    const path = join(folder, 'real');
    python(
      `
env = opened(args[0])
for round in range(4):
    with env.begin(write=True) as txn:
        for i in range(60): txn.put(b'small-%03d' % i, value(i, i * 60)) if round % 2 == 0 else txn.delete(b'small-%03d' % (i + 20))
`,
      path,
    );
    const real = await readFile(join(path, 'data.mdb'));
    const next = randomIntegers(4);
    const tally = { read: 0, refused: 0 };
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(real);
      for (let i = 0; i < 20; i++) bytes[next(bytes.length / PAGE) * PAGE + next(160)] = next(256);
      await expectProblemOrAnswer(bytes, tally);
    }
    expect(tally.refused).toBeGreaterThan(10);
  });

  async function expectProblemOrAnswer(bytes: Buffer, tally: { read: number; refused: number }): Promise<void> {
    try {
      await readAll(bytes);
      tally.read++;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      expect(['file-damaged', 'bad-argument', 'out-of-memory'], error.message).toContain(error.code);
      tally.refused++;
    }
  }
});

describe('hostile files', () => {
  test('a branch that leads back to itself', async () => {
    const bytes = changed((all) => {
      const page = pageOf(all, root);
      page.writeUIntLE(root, nodeOf(page, 0), 6);
    });
    const problem = await expectProblem('file-damaged', () => readAll(bytes));
    expect(problem.message).toContain('depth');
  });

  test('a tree of 32 levels whose branches all lead to one page twice', async () => {
    const levels = 31;
    const bytes = Buffer.alloc((levels + 3) * PAGE);
    sample.copy(bytes, 0, 0, 2 * PAGE);
    for (const meta of [0, PAGE]) {
      bytes.writeUInt16LE(levels + 1, meta + META.depth);
      bytes.writeBigUInt64LE(2n, meta + META.root);
      bytes.writeBigUInt64LE(BigInt(levels + 2), meta + META.lastPage);
    }
    const put = (number: number, kind: number, child: number) => {
      const page = pageOf(bytes, number);
      page.writeUInt32LE(number);
      page.writeUInt16LE(kind, 10);
      page.writeUInt16LE(20, 12);
      page.writeUInt16LE(PAGE - 32, 14);
      for (const [i, key] of ['', 'k'].entries()) {
        const node = PAGE - 16 * (i + 1);
        page.writeUInt16LE(node, 16 + 2 * i);
        page.writeUInt32LE(child, node);
        page.writeUInt16LE(key.length, node + 6);
        page.write(key, node + 8);
      }
    };
    for (let level = 0; level < levels; level++) put(level + 2, 1, level + 3);
    put(levels + 2, 2, 0);
    const problem = await expectProblem('file-damaged', () => readAll(bytes));
    expect(problem.message).toContain('out of order');
  });

  test.each<[string, (page: Buffer, node: number) => void]>([
    ['a size of 4 GiB', (page, node) => page.writeUInt32LE(0xffff_ffff, node)],
    ['a size beyond the end', (page, node) => page.writeUInt32LE(sample.length, node)],
    ['a page beyond the end', (page, node) => page.writeBigUInt64LE(1_000_000n, node + 8 + 'large-3000'.length)],
    ['the largest page number', (page, node) => page.fill(0xff, node + 18, node + 26)],
    ['a meta page', (page, node) => page.writeBigUInt64LE(1n, node + 8 + 'large-3000'.length)],
    ['a tree page', (page, node) => page.writeBigUInt64LE(BigInt(root), node + 8 + 'large-3000'.length)],
    ['a key longer than the page', (page, node) => page.writeUInt16LE(5000, node + 6)],
  ])('a value in overflow pages with %s', async (_, change) => {
    const leaf = 6; // after the meta pages and the runs of 1 and 3 pages
    const bytes = changed((all) => change(pageOf(all, leaf), nodeOf(pageOf(all, leaf), 0)));
    await expectProblem('file-damaged', () => readAll(bytes));
  });

  test('a run that is shorter than its value', async () => {
    const bytes = changed((all) => pageOf(all, 3).writeUInt32LE(2, 12));
    await expectProblem('file-damaged', () => readAll(bytes));
  });

  test('both meta pages pointing out of the file', async () => {
    for (const field of [META.root, META.lastPage]) {
      const bytes = inBothMetas((meta) => meta.writeBigUInt64LE(0xffff_ffff_ffff_0000n, field));
      await expectProblem('file-damaged', () => readAll(bytes));
    }
    await expectProblem('file-damaged', () => readAll(inBothMetas((meta) => meta.writeUInt16LE(60_000, META.depth))));
  });

  test('a damaged newer meta page: the older one counts', async () => {
    expect(await readAll(changed((all) => all.writeUInt32LE(0, META.magic)))).toEqual(expected);
    expect(await readAll(changed((all) => all.writeBigUInt64LE(1n << 50n, META.root)))).toEqual(expected);
  });

  test('of two sound meta pages the newer one counts', async () => {
    const empty = changed((all) => {
      all.writeBigUInt64LE(3n, PAGE + META.transaction);
      all.fill(0xff, PAGE + META.root, PAGE + META.root + 8);
      all.writeUInt16LE(0, PAGE + META.depth);
    });
    expect(await readAll(empty)).toEqual(new Map());
  });
});

describe('other files', () => {
  test.each<[string, (meta: Buffer) => void, RegExp]>([
    ['data version 2', (meta) => meta.writeUInt32LE(2, META.version), /data version 2/],
    ['32-bit computers', (meta) => meta.copyWithin(12, 16), /32-bit/],
    ['big-endian computers', (meta) => meta.subarray(16, 20).reverse(), /big-endian/],
    ['several values per key', (meta) => meta.writeUInt16LE(0x04, META.mainFlags), /DUPSORT/],
    ['integer keys', (meta) => meta.writeUInt16LE(0x08, META.mainFlags), /INTEGERKEY/],
  ])('of %s are refused by name', async (_, change, words) => {
    const problem = await expectProblem('bad-argument', () => readAll(inBothMetas(change)));
    expect(problem.message).toMatch(words);
  });

  test('that are none, empty, missing, or a folder without one', async () => {
    await expectProblem('file-damaged', () => readAll(Buffer.from('no database at all'.repeat(1000))));
    await expectProblem('empty-file', () => readAll(Buffer.alloc(0)));
    await expectProblem('not-found', () => openLmdb(join(folder, 'nowhere')));
    const bare = join(folder, 'bare');
    await mkdir(join(bare, 'data.mdb'), { recursive: true });
    await expectProblem('bad-argument', () => openLmdb(bare));
    await rm(join(bare, 'data.mdb'), { recursive: true });
    const problem = await expectProblem('not-found', () => openLmdb(bare));
    expect(problem.message).toContain('data.mdb');
  });
});
