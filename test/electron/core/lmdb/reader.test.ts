import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLmdb, type Lmdb } from '../../../../electron/core/lmdb/reader.ts';
import { expectProblem } from '../../../models/weights/expect-problem.ts';
import { listOf } from './list-of.ts';
import { dumpOf, python, sha256, valueOf, withoutLiblmdb } from './liblmdb.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-lmdb-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function reading<T>(path: string, use: (lmdb: Lmdb) => Promise<T>): Promise<T> {
  const lmdb = await openLmdb(path);
  try {
    return await use(lmdb);
  } finally {
    await lmdb.close();
  }
}

const entriesOf = (path: string) =>
  reading(path, async (lmdb) => {
    const entries: [string, string][] = [];
    for await (const [key, value] of lmdb.entries()) {
      expect(await lmdb.get(key)).toEqual(value);
      entries.push([Buffer.from(key).toString('hex'), sha256(value)]);
    }
    expect(lmdb.stat.entries).toBe(entries.length);
    return entries;
  });

const statOf = (path: string) =>
  JSON.parse(python('print(json.dumps(lmdb.open(args[0], readonly=True, lock=False).stat()))', path)) as {
    depth: number;
    psize: number;
    entries: number;
  };

describe('files of the real LMDB', () => {
  beforeEach((context) => context.skip(withoutLiblmdb !== undefined, withoutLiblmdb));

  test('thousands of keys in one transaction, read by key, in order and from the middle', async () => {
    const path = join(folder, 'many');
    python(
      `
with opened(args[0]).begin(write=True) as txn:
    for i in range(20000): txn.put(b'label-%09d' % i, value(i, i % 97))
`,
      path,
    );
    expect(await entriesOf(path)).toEqual(dumpOf(path));
    await reading(path, async (lmdb) => {
      const { depth, psize, entries } = statOf(path);
      expect(lmdb.stat).toEqual({ depth, pageSize: psize, entries });
      expect(depth).toBeGreaterThan(2);
      expect(await lmdb.get('label-000012345')).toEqual(valueOf(12345, 12345 % 97));
      expect(await lmdb.get('label-00001234')).toBeUndefined();
      expect(await lmdb.get('a')).toBeUndefined();
      expect(await lmdb.get('z')).toBeUndefined();
      expect(await lmdb.get('')).toBeUndefined();
      for (const from of ['label-000019998', 'label-0000199975']) {
        const rest = [];
        for await (const [key] of lmdb.entries(from)) rest.push(Buffer.from(key).toString());
        expect(rest).toEqual(['label-000019998', 'label-000019999']);
      }
      expect(Buffer.from((await lmdb.firstKey('label-0000077771')) ?? []).toString()).toBe('label-000007778');
      expect(await lmdb.firstKey('label-1')).toBeUndefined();
      expect((await lmdb.entries('label-1').next()).done).toBe(true);
    });
  });

  test('values of every size around the limits of a node, a page and a block, and of megabytes', async () => {
    const path = join(folder, 'sizes');
    const around = (size: number) => Array.from({ length: 40 }, (_, i) => size - 20 + i);
    const sizes = [0, 1, 2, ...[2030, 4070, 4090, 8180, 65_510, 65_536, 131_060].flatMap(around), 1e6, 3_000_001, 7e6];
    python(
      `
with opened(args[0]).begin(write=True) as txn:
    for size in json.loads(args[1]): txn.put(b'%010d' % size, value(size, size))
`,
      path,
      JSON.stringify(sizes),
    );
    await reading(path, async (lmdb) => {
      for (const size of sizes) {
        const value = await lmdb.get(String(size).padStart(10, '0'));
        expect(value?.length).toBe(size);
        expect(Buffer.compare(value as Uint8Array, valueOf(size, size))).toBe(0);
      }
    });
    expect(await entriesOf(path)).toEqual(dumpOf(path));
  });

  test('a deep tree of keys of up to 511 bytes, any bytes, put in any order', async () => {
    const path = join(folder, 'deep');
    python(
      `
with opened(args[0]).begin(write=True) as txn:
    for i in range(6000):
        seed = i * 7919 % 6000
        txn.put((value(seed, 32) + bytes([seed % 256]) * 479)[:1 + seed % 511 if seed < 2000 else 511], value(seed, seed % 3000))
`,
      path,
    );
    expect(statOf(path).depth).toBeGreaterThanOrEqual(5);
    expect(await entriesOf(path)).toEqual(dumpOf(path));
  });

  test('many transactions that put, shrink, grow and delete', async () => {
    const path = join(folder, 'transactions');
    python(
      `
env = opened(args[0])
for round in range(60):
    with env.begin(write=True) as txn:
        for i in range(100):
            n = (round * 37 + i * 13) % 1500
            if (round + i) % 3 == 0: txn.delete(b'k%05d' % n)
            else: txn.put(b'k%05d' % n, value(round * 1000 + i, (n * 31 + round * 17) % 9000))
`,
      path,
    );
    expect(await entriesOf(path)).toEqual(dumpOf(path));
  });

  test('no entries: never any, or all deleted', async () => {
    const path = join(folder, 'empty');
    python('opened(args[0])', path);
    expect(await entriesOf(path)).toEqual([]);
    python(
      `
env = opened(args[0])
with env.begin(write=True) as txn:
    for i in range(1000): txn.put(b'%d' % i, value(i, 500))
with env.begin(write=True) as txn:
    for i in range(1000): txn.delete(b'%d' % i)
`,
      path,
    );
    expect(await entriesOf(path)).toEqual([]);
    await reading(path, async (lmdb) => {
      expect(lmdb.stat).toMatchObject({ entries: 0, depth: 0 });
      expect(await lmdb.get('1')).toBeUndefined();
      expect(await lmdb.firstKey('')).toBeUndefined();
    });
  });

  test('a single file without a folder; nothing is created or changed', async () => {
    const path = join(folder, 'single.mdb');
    python(
      `
with opened(args[0], subdir=False, lock=False).begin(write=True) as txn: txn.put(b'key', b'value')
`,
      path,
    );
    const before = { bytes: await readFile(path), names: await readdir(folder), changed: (await stat(path)).mtimeMs };
    expect(await entriesOf(path)).toEqual([[Buffer.from('key').toString('hex'), sha256(Buffer.from('value'))]]);
    expect(await readFile(path)).toEqual(before.bytes);
    expect(await readdir(folder)).toEqual(before.names);
    expect((await stat(path)).mtimeMs).toBe(before.changed);
  });

  test('a snapshot outlives the next transaction, and says so when a writer overtakes it', async () => {
    const path = join(folder, 'written-to');
    const write = (text: string) =>
      python(
        `
with opened(args[0]).begin(write=True) as txn:
    for i in range(3000): txn.put(b'%05d' % i, args[1].encode() * 100)
`,
        path,
        text,
      );
    write('a');
    write('b');
    await reading(path, async (lmdb) => {
      const { fingerprint } = lmdb;
      write('c');
      expect(Buffer.from((await lmdb.get('00007')) ?? []).toString()).toBe('b'.repeat(100));
      write('d');
      await expectProblem('in-use', async () => {
        for (let i = 0; i < 3000; i++) await lmdb.get(String(i).padStart(5, '0'));
      });
      await reading(path, (later) => Promise.resolve(expect(later.fingerprint).not.toBe(fingerprint)));
    });
  });

  test('refuses a named database where it meets one, and reads the rest', async () => {
    const named = join(folder, 'named');
    python(
      `
env = opened(args[0], max_dbs=2)
with env.begin(write=True) as txn:
    txn.put(b'plain', b'1')
    txn.put(b'x', b'2', db=env.open_db(b'inner', txn=txn, dupsort=True))
`,
      named,
    );
    await reading(named, async (lmdb) => {
      expect(await lmdb.get('plain')).toEqual(new Uint8Array([0x31]));
      await expectProblem('bad-argument', () => lmdb.get('inner'));
      const problem = await expectProblem('bad-argument', () => listOf(lmdb.entries()));
      expect(problem.message).toContain('data.mdb');
    });
  });

  test('a value above the limit is refused, the others are read', async () => {
    const path = join(folder, 'limit');
    python(
      `
with opened(args[0]).begin(write=True) as txn:
    for size in (9000, 9001): txn.put(b'%d' % size, value(size, size))
`,
      path,
    );
    const lmdb = await openLmdb(path, { valueLimit: 9000 });
    try {
      expect(await lmdb.get('9000')).toEqual(valueOf(9000, 9000));
      await expectProblem('out-of-memory', () => lmdb.get('9001'));
    } finally {
      await lmdb.close();
    }
  });
});
