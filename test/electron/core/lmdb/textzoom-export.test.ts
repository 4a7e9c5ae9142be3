import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_LABEL, labelSchema, type Label } from '../../../../electron/contract/label.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import { exportTextZoomLmdb } from '../../../../electron/core/export/textzoom-lmdb.ts';
import type { ImportItem } from '../../../../electron/core/db/dataset-item.ts';
import { openTextZoomLmdb } from '../../../../electron/core/import/textzoom-lmdb.ts';
import { openLmdb } from '../../../../electron/core/lmdb/reader.ts';
import { expectProblem } from '../../../models/weights/expect-problem.ts';
import { python, sha256, valueOf, withoutLiblmdb } from './liblmdb.ts';
import { listOf } from './list-of.ts';

let folder: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-textzoom-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const place = (): string => join(folder, `export${made++}`);

function itemOf(pairId: number, more: Partial<ExportItem> = {}): ExportItem {
  return {
    pairId,
    name: `crop ${pairId}`,
    subset: '',
    photo: `photo ${pairId % 3}`,
    split: null,
    lr: valueOf(`lr${pairId}`, 500 + pairId),
    hr: valueOf(`hr${pairId}`, 3000 + pairId),
    label: { ...EMPTY_LABEL, transcription: `text ${pairId}` },
    difficultyProposed: null,
    ...more,
  };
}

function without(item: ExportItem, side: 'lr' | 'hr'): ExportItem {
  const rest = { ...item };
  Reflect.deleteProperty(rest, side);
  return rest;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* streamed(items: readonly ExportItem[]) {
  yield* items;
}

const exported = (path: string, items: readonly ExportItem[]) =>
  exportTextZoomLmdb(path, streamed(items), { count: items.length });

async function importedFrom(path: string): Promise<ImportItem[]> {
  const source = await openTextZoomLmdb(path);
  try {
    return (await listOf(source.steps())).map(({ item, skipped }) => {
      expect(skipped).toBeUndefined();
      return item as ImportItem;
    });
  } finally {
    await source.close();
  }
}

/** What must survive. */
const facts = ({ lr, hr, name, subset, photo, label }: ExportItem | ImportItem) => ({
  lr: lr && sha256(lr),
  hr: hr && sha256(hr),
  name,
  subset,
  photo,
  label: { ...EMPTY_LABEL, ...label },
});

async function keysOf(path: string): Promise<string[]> {
  const lmdb = await openLmdb(path);
  try {
    return (await listOf(lmdb.entries())).map(([key]) => Buffer.from(key).toString());
  } finally {
    await lmdb.close();
  }
}

const LABELS: Partial<Label>[] = [
  {},
  { transcription: null },
  { transcription: '' },
  { transcription: '\uFEFFüñ 漢字 👍\n', notes: ' two\nlines ', tags: ['a b', '"', 'ü'] },
  { direction: 'td', difficulty: 'medium', illegible: true, status: 'in-progress' },
  { focalLengthHr: 50 },
  { focalLengthLr: 24.5 },
  { focalLengthLr: 0.1 + 0.2, focalLengthHr: 1e-7 },
];

describe('export and import again', () => {
  test('lose nothing', async () => {
    const items = LABELS.map((label, i) =>
      itemOf(i + 10, { label: { ...EMPTY_LABEL, ...label }, subset: ['', 'easy', 'test/hard'][i % 3] as string }),
    );
    const path = place();
    expect(await exported(path, items)).toEqual({ written: items.length, leftOut: [] });
    expect((await importedFrom(path)).map(facts)).toEqual(items.map(facts));
  });

  test('lose nothing of any label and bytes', async () => {
    const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
    const focal = fc.option(fc.double({ min: 1e-9, max: 10_000, noNaN: true }));
    const label: fc.Arbitrary<Label> = fc.record({
      direction: fc.constantFrom(null, 'h', 'vp', 'vn', 'td'),
      transcription: fc.option(text(40)),
      illegible: fc.boolean(),
      difficulty: fc.constantFrom(null, 'easy', 'medium', 'hard'),
      focalLengthLr: focal,
      focalLengthHr: focal,
      notes: text(200),
      tags: fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), { maxLength: 4 }),
      status: fc.constantFrom('new', 'in-progress', 'done', 'reviewed', 'rejected'),
    });
    const image = fc.integer({ min: 1, max: 20_000 }).map((size) => valueOf(size, size));
    const item = fc.record({
      label,
      lr: image,
      hr: image,
      subset: text(10),
      name: fc.string({ minLength: 1 }),
      photo: fc.string({ minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), fc.boolean(), async (drawn, isSingle) => {
        const items = drawn.map((more, i) => itemOf(i, more)).map((one) => (isSingle ? without(one, 'lr') : one));
        for (const one of items) expect(labelSchema.safeParse(one.label).success).toBe(true);
        const path = place();
        expect(await exported(path, items)).toEqual({ written: items.length, leftOut: [] });
        expect((await importedFrom(path)).map(facts)).toEqual(items.map(facts));
        await rm(path, { recursive: true });
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  test('keep large images', async () => {
    const sizes = [1_048_575, 1_048_576, 1_048_577, 5_000_000];
    const items = sizes.map((size, i) => itemOf(i, { hr: valueOf(size, size), lr: valueOf(-size, size / 4) }));
    const path = place();
    await exported(path, items);
    expect((await importedFrom(path)).map(facts)).toEqual(items.map(facts));
  });
});

describe('the set', () => {
  test('is what the published loader reads', async (context) => {
    context.skip(withoutLiblmdb !== undefined, withoutLiblmdb);
    const path = place();
    const items = Array.from({ length: 300 }, (_, i) =>
      itemOf(i + 1, i === 7 ? { label: { ...EMPTY_LABEL, transcription: null } } : {}),
    );
    await exported(path, items);
    const read = JSON.parse(
      python(
        `
env = lmdb.open(args[0], max_readers=1, readonly=True, lock=False, readahead=False, meminit=False)
txn = env.begin(write=False)
read = []
for index in range(1, int(txn.get(b'num-samples')) + 1):
    word = str(txn.get(b'label-%09d' % index).decode())
    read.append([word] + [hashlib.sha256(txn.get(key % index)).hexdigest() for key in (b'image_hr-%09d', b'image_lr-%09d')])
print(json.dumps(read))
`,
        path,
      ),
    ) as unknown;
    expect(read).toEqual(
      items.map(({ label, hr, lr }) => [label.transcription ?? '', sha256(hr as Uint8Array), sha256(lr as Uint8Array)]),
    );
  });

  test('is numbered in the order of the items, without those that do not fit', async () => {
    const path = place();
    const items = [
      without(itemOf(5), 'lr'),
      without(itemOf(3), 'lr'),
      itemOf(9),
      without(itemOf(4), 'hr'),
      itemOf(2, { label: { ...EMPTY_LABEL, notes: 'half \uD83D' } }),
      without(itemOf(1), 'lr'),
      itemOf(8),
    ];
    const { written, leftOut } = await exported(path, items);
    expect(written).toBe(2);
    expect(leftOut.map(({ pairId }) => pairId)).toEqual([1, 2, 3, 4, 5]);
    expect(leftOut.map(({ reason }) => /LR|HR|notes/.exec(reason)?.[0])).toEqual(['LR', 'notes', 'LR', 'HR', 'LR']);
    expect((await importedFrom(path)).map(({ name }) => name)).toEqual(['crop 9', 'crop 8']);
    expect(await keysOf(path)).not.toContain('image_hr-000000003');
  });

  test('is one of single images where no item has both', async () => {
    const path = place();
    const items = [without(itemOf(1), 'lr'), without(itemOf(2), 'hr'), without(itemOf(3), 'lr')];
    const { written, leftOut } = await exported(path, items);
    expect({ written, leftOut: leftOut.length }).toEqual({ written: 2, leftOut: 1 });
    const keys = await keysOf(path);
    expect(keys).toContain('image-000000002');
    expect(keys.some((key) => key.startsWith('image_'))).toBe(false);
    expect((await importedFrom(path)).map(facts)).toEqual(
      [items[0], items[2]].map((item) => facts(item as ExportItem)),
    );
  });

  test('may be empty', async () => {
    const path = place();
    expect(await exported(path, [])).toEqual({ written: 0, leftOut: [] });
    expect(await keysOf(path)).toEqual(['num-samples']);
    expect(await importedFrom(path)).toEqual([]);
  });
});

describe('while it is written', () => {
  test('progress rises to the number of items', async () => {
    const seen: number[] = [];
    const items = Array.from({ length: 50 }, (_, i) => itemOf(i));
    await exportTextZoomLmdb(place(), streamed(items), { count: 50, onProgress: (written) => seen.push(written) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(25);
    expect(seen.at(-1)).toBe(50);
  });

  test('nothing stands at the destination, and nothing is left of one that was stopped or failed', async () => {
    const parent = join(folder, 'parent');
    await mkdir(parent);
    const path = join(parent, 'set');
    const stop = new AbortController();
    async function* items(failing: boolean) {
      for (let i = 0; i < 20; i++) {
        yield itemOf(i);
        expect(await readdir(parent)).not.toContain('set');
        if (i === 10 && failing) throw new RangeError('from the store');
        if (i === 10) stop.abort();
      }
    }
    await expectProblem('cancelled', () => exportTextZoomLmdb(path, items(false), { count: 20, signal: stop.signal }));
    await expect(exportTextZoomLmdb(path, items(true), { count: 20 })).rejects.toThrow('from the store');
    expect(await readdir(parent)).toEqual([]);
  });

  test('stopping in the second half leaves nothing either', async () => {
    const parent = join(folder, 'second half');
    await mkdir(parent);
    const stop = new AbortController();
    const items = Array.from({ length: 20 }, (_, i) => itemOf(i));
    const onProgress = (written: number) => {
      if (written > 12) stop.abort();
    };
    await expectProblem('cancelled', () =>
      exportTextZoomLmdb(join(parent, 'set'), streamed(items), { count: 20, signal: stop.signal, onProgress }),
    );
    expect(await readdir(parent)).toEqual([]);
  });

  test('a full disk is named, and nothing is left on it', async (context) => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      context.skip('only root may mount a small disk');
    }
    try {
      // Full while the items are taken in, and while they are written out.
      for (const count of [400, 1500]) {
        const items = Array.from({ length: count }, (_, i) => itemOf(i, { hr: valueOf(i, 12_000) }));
        const path = join(disk, 'set');
        const problem = await expectProblem('disk-full', () => exported(path, items));
        expect(problem.message).toContain(path);
        expect(await readdir(disk)).toEqual([]);
      }
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test('what is already there is refused before anything is asked for', async () => {
    const path = place();
    await mkdir(path);
    // eslint-disable-next-line require-yield, @typescript-eslint/require-await
    async function* items(): AsyncGenerator<ExportItem> {
      throw new Error('asked for');
    }
    await expectProblem('bad-argument', () => exportTextZoomLmdb(path, items(), { count: 1 }));
  });
});
