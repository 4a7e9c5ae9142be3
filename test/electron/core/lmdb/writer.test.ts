import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLmdb } from '../../../../electron/core/lmdb/reader.ts';
import { writeLmdb } from '../../../../electron/core/lmdb/writer.ts';
import { expectProblem } from '../../../models/weights/expect-problem.ts';
import { listOf } from './list-of.ts';
import { dumpOf, python, sha256, valueOf, withoutLiblmdb } from './liblmdb.ts';

let folder: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-lmdb-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A new empty folder. */
function place(): string {
  const path = join(folder, `set${made++}`);
  mkdirSync(path);
  return path;
}

type Entries = [key: string, value: Uint8Array][];

const sorted = (entries: Entries): Entries =>
  entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

const hashesOf = (entries: Iterable<readonly [string | Uint8Array, Uint8Array]>) =>
  Array.from(entries, ([key, value]) => [Buffer.from(key).toString('hex'), sha256(value)]);

async function readBack(path: string, keys: readonly string[] = []) {
  const lmdb = await openLmdb(path);
  try {
    const entries = await listOf(lmdb.entries());
    const got = [];
    for (const key of keys) got.push(await lmdb.get(key));
    return { entries: hashesOf(entries), got, stat: lmdb.stat };
  } finally {
    await lmdb.close();
  }
}

/** A set that needs every kind of page. */
const mixed = (): Entries => {
  const sizes = [0, 1, 2020, 2021, 2022, 4080, 4081, 8176, 65_520, 65_521, 1_048_560, 3_000_000];
  const entries: Entries = sizes.map((size) => [`large-${String(size).padStart(9, '0')}`, valueOf(size, size)]);
  for (let i = 0; i < 4000; i++) entries.push([`label-${String(i).padStart(9, '0')}`, valueOf(i, i % 300)]);
  for (let i = 0; i < 3000; i++) entries.push([`${i}`.padEnd(511 - (i % 5), 'é').slice(0, 250), valueOf(i, i % 2500)]);
  return sorted(entries);
};

describe('read by our reader', () => {
  test('what was written, in order and by key', async () => {
    const path = place();
    const entries = mixed();
    const stat = await writeLmdb(path, entries);
    const back = await readBack(
      path,
      entries.map(([key]) => key),
    );
    expect(back.entries).toEqual(hashesOf(entries));
    expect(back.stat).toEqual(stat);
    expect(stat.entries).toBe(entries.length);
    expect(stat.depth).toBeGreaterThanOrEqual(4);
    for (const [i, [, value]] of entries.entries()) expect(Buffer.compare(back.got[i] as Uint8Array, value)).toBe(0);
  });

  test('any entries with any page size', async () => {
    const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });
    const entry = fc.tuple(
      fc.oneof(bytes(3), bytes(40), fc.uint8Array({ minLength: 480, maxLength: 511 })),
      fc.oneof(
        { weight: 5, arbitrary: bytes(60) },
        fc.nat(40_000).map((size) => valueOf(size, size)),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 120, size: 'max' }),
        fc.constantFrom(4096, 8192, 16_384, 32_768),
        async (drawn, pageSize) => {
          const byKey = new Map(drawn.map(([key, value]) => [Buffer.from(key).toString('hex'), value]));
          const entries = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1));
          const path = place();
          await writeLmdb(
            path,
            entries.map(([key, value]) => [Buffer.from(key, 'hex'), value] as const),
            { pageSize },
          );
          const back = await readBack(path);
          expect(back.entries).toEqual(entries.map(([key, value]) => [key, sha256(value)]));
          expect(back.stat).toMatchObject({ entries: entries.length, pageSize });
          await rm(path, { recursive: true });
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  test('either meta page alone is enough', async () => {
    for (const lost of [0, 4096]) {
      const path = place();
      await writeLmdb(path, mixed());
      const whole = await readBack(path);
      const file = await open(join(path, 'data.mdb'), 'r+');
      await file.write(Buffer.alloc(200), 0, 200, lost);
      await file.close();
      expect((await readBack(path)).entries).toEqual(whole.entries);
    }
  });
});

describe('refusals', () => {
  test.each<[string, Entries]>([
    [
      'descending',
      [
        ['b', new Uint8Array()],
        ['a', new Uint8Array()],
      ],
    ],
    [
      'equal',
      [
        ['a', new Uint8Array()],
        ['a', new Uint8Array()],
      ],
    ],
    ['empty', [['', new Uint8Array()]]],
    ['too long', [['a'.repeat(512), new Uint8Array()]]],
    [
      'out of byte order',
      [
        ['image-', new Uint8Array()],
        ['image_', new Uint8Array()],
        ['image.', new Uint8Array()],
      ],
    ],
  ])('%s keys, leaving nothing behind', async (_, entries) => {
    await expectProblem('bad-argument', () => writeLmdb(place(), entries));
  });

  test('a folder that is not there, or has a set', async () => {
    await expectProblem('not-found', () => writeLmdb(join(folder, 'no', 'such'), []));
    const taken = place();
    await writeFile(join(taken, 'data.mdb'), 'mine');
    await expect(writeLmdb(taken, [])).rejects.toThrow();
    expect(await readFile(join(taken, 'data.mdb'), 'utf8')).toBe('mine');
  });

  test('it ends when stopped, and with what the entries throw', async () => {
    const stop = new AbortController();
    async function* entries(fail: boolean) {
      for (let i = 0; i < 100; i++) {
        yield [String(i).padStart(3, '0'), new Uint8Array(50_000)] as const;
        if (i === 50 && fail) throw new RangeError('from the entries');
        if (i === 50) stop.abort();
        await Promise.resolve();
      }
    }
    await expectProblem('cancelled', () => writeLmdb(place(), entries(false), { signal: stop.signal }));
    await expect(writeLmdb(place(), entries(true))).rejects.toThrow('from the entries');
  });
});

describe('with the real LMDB', () => {
  test('every entry, stat and info', async (context) => {
    context.skip(withoutLiblmdb !== undefined, withoutLiblmdb);
    for (const pageSize of [4096, 16_384]) {
      const path = place();
      const entries = mixed();
      await writeLmdb(path, entries, { pageSize });
      expect(dumpOf(path)).toEqual(hashesOf(entries));
      const { stat: real, info } = JSON.parse(
        python(
          `
env = lmdb.open(args[0], readonly=True, lock=False, map_size=0)
print(json.dumps({'stat': env.stat(), 'info': env.info()}))
`,
          path,
        ),
      ) as { stat: Record<string, number>; info: Record<string, number> };
      const size = (await stat(join(path, 'data.mdb'))).size;
      expect(real).toMatchObject({ psize: pageSize, entries: entries.length });
      expect(
        2 + ['branch_pages', 'leaf_pages', 'overflow_pages'].reduce((sum, name) => sum + (real[name] ?? 0), 0),
      ).toBe(size / pageSize);
      expect(info).toMatchObject({ last_txnid: 2, last_pgno: size / pageSize - 1 });
      expect(info.map_size).toBeGreaterThan(2 * size);
    }
  });

  test.for([0, 1, 2, 60, 200, 8000])(
    '%i entries can be changed afterwards: put, deleted, replaced',
    async (count, context) => {
      context.skip(withoutLiblmdb !== undefined, withoutLiblmdb);
      const path = place();
      const entries = sorted(
        Array.from({ length: count }, (_, i) => [`${valueOf(i, 8).join('.')}-${i}`, valueOf(i, (i * 37) % 6000)]),
      );
      await writeLmdb(path, entries);
      const kept = new Map(entries.map(([key, value]) => [key, sha256(value)]));
      const printed = python(
        `
env = opened(args[0])
keys = [key for key, _ in env.begin().cursor()]
for round in range(6):
    with env.begin(write=True) as txn:
        for i, key in enumerate(keys):
            if i % 7 == round: assert txn.delete(key)
            elif i % 11 == round: txn.put(key, value(round, (i * 53) % 9000))
        for i in range(200): txn.put(b'new-%d-%d' % (round, i), value(i, (i * 41) % 5000))
with env.begin() as txn:
    for key, v in txn.cursor(): print(key.hex(), hashlib.sha256(v).hexdigest())
`,
        path,
      );
      const expected = new Map<string, string>();
      const keys = [...kept.keys()];
      for (const [i, key] of keys.entries()) {
        let hash: string | undefined = kept.get(key);
        for (let round = 0; round < 6; round++) {
          if (i % 7 === round) hash = undefined;
          else if (i % 11 === round) hash = sha256(valueOf(round, (i * 53) % 9000));
        }
        if (hash) expected.set(Buffer.from(key).toString('hex'), hash);
      }
      for (let round = 0; round < 6; round++) {
        for (let i = 0; i < 200; i++) {
          expected.set(Buffer.from(`new-${round}-${i}`).toString('hex'), sha256(valueOf(i, (i * 41) % 5000)));
        }
      }
      const inOrder = [...expected].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(
        printed
          .trim()
          .split('\n')
          .map((line) => line.split(' ')),
      ).toEqual(inOrder);
      expect((await readBack(path)).entries).toEqual(inOrder);
    },
  );

  test('its own tools list, dump and load it', async (context) => {
    try {
      execFileSync('mdb_stat', ['-V'], { stdio: 'ignore' });
    } catch {
      context.skip('mdb_stat and mdb_dump of lmdb-utils are missing');
    }
    const path = place();
    const entries = mixed();
    await writeLmdb(path, entries);
    expect(execFileSync('mdb_stat', ['-ef', path], { encoding: 'utf8' })).toContain(`Entries: ${entries.length}`);
    const copy = place();
    execFileSync('mdb_load', [copy], {
      stdio: ['pipe', 'ignore', 'ignore'],
      input: execFileSync('mdb_dump', [path], { maxBuffer: 2 ** 28 }),
    });
    expect((await readBack(copy)).entries).toEqual(hashesOf(entries));
  });
});
