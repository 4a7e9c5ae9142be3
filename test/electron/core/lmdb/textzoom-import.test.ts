import { mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportStep } from '../../../../electron/core/db/dataset-item.ts';
import { openTextZoomLmdb } from '../../../../electron/core/import/textzoom-lmdb.ts';
import { writeLmdb } from '../../../../electron/core/lmdb/writer.ts';
import { Problem } from '../../../../models/base/problem.ts';
import { expectProblem } from '../../../models/weights/expect-problem.ts';
import { python, valueOf, withoutLiblmdb } from './liblmdb.ts';
import { listOf } from './list-of.ts';
import { randomIntegers } from './random-integers.ts';

let folder: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-textzoom-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Values = Record<string, string | Uint8Array>;

/** An LMDB set with these keys, in a folder of this name. */
async function setOf(values: Values, name = 'set'): Promise<string> {
  const parent = join(folder, String(made++));
  const path = join(parent, name);
  await mkdir(path, { recursive: true });
  const entries = Object.entries(values).map(([key, value]) => [key, Buffer.from(value)] as const);
  await writeLmdb(
    path,
    entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
  return path;
}

const number = (index: number): string => String(index).padStart(9, '0');

function pair(index: number, label?: string | Uint8Array): Values {
  return {
    [`image_hr-${number(index)}`]: valueOf(`hr${index}`, 3000),
    [`image_lr-${number(index)}`]: valueOf(`lr${index}`, 900),
    ...(label === undefined ? {} : { [`label-${number(index)}`]: label }),
  };
}

async function stepsOf(path: string, after?: string): Promise<ImportStep[]> {
  const source = await openTextZoomLmdb(path);
  try {
    return await listOf(source.steps(after));
  } finally {
    await source.close();
  }
}

const outline = (steps: readonly ImportStep[]) =>
  steps.map((step) => [
    step.cursor,
    step.item ? step.item.key : `skipped ${step.skipped.key} ${step.skipped.problem.code}`,
  ]);

describe('a sound set', () => {
  test('gives images, labels, keys and the folder as the subset', async () => {
    const path = await setOf({ 'num-samples': '2', ...pair(1, 'Café'), ...pair(2, '') }, 'easy');
    expect(await stepsOf(path)).toEqual([
      {
        cursor: '1',
        item: {
          key: 'lmdb-000000001',
          name: 'lmdb-000000001',
          photo: 'lmdb-000000001',
          subset: 'easy',
          hr: valueOf('hr1', 3000),
          lr: valueOf('lr1', 900),
          label: { transcription: 'Café' },
        },
      },
      {
        cursor: '2',
        item: expect.objectContaining({ key: 'lmdb-000000002', label: { transcription: '' } }) as unknown,
      },
    ]);
  });

  test('written by the real LMDB in many transactions, opened by its data file', async (context) => {
    context.skip(withoutLiblmdb !== undefined, withoutLiblmdb);
    const path = join(folder, 'train1');
    python(
      `
env = opened(args[0])
for start in range(0, 1500, 100):
    with env.begin(write=True) as txn:
        for i in range(start + 1, start + 101):
            txn.put(b'image_hr-%09d' % i, value('hr%d' % i, 1000 + i * 7))
            txn.put(b'image_lr-%09d' % i, value('lr%d' % i, 400 + i))
            txn.put(b'label-%09d' % i, ('wört %d' % i).encode())
        txn.put(b'num-samples', b'%d' % (start + 100))
`,
      path,
    );
    const source = await openTextZoomLmdb(join(path, 'data.mdb'));
    expect(source).toMatchObject({ kind: 'textzoom-lmdb', location: join(path, 'data.mdb'), count: 1500 });
    let index = 0;
    for await (const { cursor, item } of source.steps()) {
      index++;
      expect(cursor).toBe(String(index));
      expect(item?.label.transcription).toBe(`wört ${index}`);
      expect(item?.subset).toBe('train1');
      expect(Buffer.compare(item?.hr ?? Buffer.of(), valueOf(`hr${index}`, 1000 + index * 7))).toBe(0);
      expect(Buffer.compare(item?.lr ?? Buffer.of(), valueOf(`lr${index}`, 400 + index))).toBe(0);
    }
    expect(index).toBe(1500);
    await source.close();
  });

  test('of single images, which become high-resolution ones; labels may be missing', async () => {
    const path = await setOf({
      'num-samples': '2',
      'image-000000001': 'one',
      'label-000000001': 'eins',
      'image-000000002': 'two',
    });
    const [one, two] = await stepsOf(path);
    expect(one?.item).toMatchObject({ hr: new Uint8Array(Buffer.from('one')), label: { transcription: 'eins' } });
    expect(one?.item).not.toHaveProperty('lr');
    expect(two?.item?.label).toEqual({});
  });

  test('a single file has no subset', async () => {
    const path = await setOf({ 'num-samples': '1', ...pair(1, 'x') });
    const file = join(folder, 'alone.mdb');
    await rename(join(path, 'data.mdb'), file);
    expect((await stepsOf(file))[0]?.item?.subset).toBe('');
  });

  test('goes on after a cursor', async () => {
    const values: Values = { 'num-samples': '7' };
    for (const index of [1, 2, 3, 5, 6, 7]) Object.assign(values, pair(index, `t${index}`));
    const path = await setOf(values);
    const all = await stepsOf(path);
    expect(all.length).toBe(7);
    for (const [i, { cursor }] of all.entries()) expect(await stepsOf(path, cursor)).toEqual(all.slice(i + 1));
    await expectProblem('bad-argument', () => stepsOf(path, 'elsewhere'));
  });

  test('its fingerprint changes with its content and stays otherwise', async () => {
    const path = await setOf({ 'num-samples': '1', ...pair(1, 'x') });
    const fingerprint = async () => {
      const source = await openTextZoomLmdb(path);
      await source.close();
      return source.fingerprint;
    };
    const before = await fingerprint();
    expect(await fingerprint()).toBe(before);
    const file = join(path, 'data.mdb');
    await writeFile(file, await readFile(file));
    await utimes(file, new Date(), new Date(Date.now() + 5000));
    expect(await fingerprint()).not.toBe(before);
  });
});

describe('further keys', () => {
  test('of a label are read', async () => {
    const path = await setOf({
      'num-samples': '3',
      ...pair(1, 'x'),
      'type-000000001': 'vp',
      'difficulty-000000001': 'hard',
      'focal-000000001': '35.5 105',
      'illegible-000000001': '1',
      'status-000000001': 'reviewed',
      'notes-000000001': 'a\nb – ü',
      'tags-000000001': '["one","two, three"]',
      'name-000000001': 'sign.png',
      'photo-000000001': 'street 7',
      'subset-000000001': 'medium',
      ...pair(2, ''),
      'focal-000000002': '50',
      'unlabelled-000000002': '1',
      ...pair(3, 'z'),
      'focal-000000003': '24 -',
    });
    const [first, second, third] = await stepsOf(path);
    expect(first?.item).toMatchObject({ name: 'sign.png', photo: 'street 7', subset: 'medium' });
    expect(first?.item?.label).toEqual({
      transcription: 'x',
      direction: 'vp',
      difficulty: 'hard',
      focalLengthLr: 35.5,
      focalLengthHr: 105,
      illegible: true,
      status: 'reviewed',
      notes: 'a\nb – ü',
      tags: ['one', 'two, three'],
    });
    expect(second?.item?.label).toEqual({ focalLengthHr: 50 });
    expect(third?.item?.label).toEqual({ transcription: 'z', focalLengthLr: 24 });
  });

  test.each([
    ['type', 'sideways'],
    ['difficulty', ''],
    ['focal', '-5'],
    ['focal', '1 2 3'],
    ['focal', '1e9'],
    ['focal', 'fifty'],
    ['illegible', 'perhaps'],
    ['status', 'lost'],
    ['tags', '{"a": 1}'],
    ['tags', '[1]'],
    ['tags', '['.repeat(100_000)],
    ['notes', new Uint8Array([0xff])],
    ['name', new Uint8Array([0xc3])],
  ])('%s that says nonsense is reported before its sample, which comes without it', async (kind, value) => {
    const path = await setOf({ 'num-samples': '2', ...pair(1, 'x'), ...pair(2, 'y'), [`${kind}-000000002`]: value });
    const steps = await stepsOf(path);
    expect(outline(steps)).toEqual([
      ['1', 'lmdb-000000001'],
      ['1', `skipped lmdb-000000002 ${kind} bad-argument`],
      ['2', 'lmdb-000000002'],
    ]);
    expect(steps[1]?.skipped?.problem.sentence).toContain(`${kind}-000000002`);
    expect(steps[2]?.item).toMatchObject({ label: { transcription: 'y' }, name: 'lmdb-000000002' });
  });
});

describe('a faulty set', () => {
  test('skips what it lacks and cannot read, with the reason', async () => {
    const path = await setOf({
      'num-samples': '9',
      ...pair(1, 'x'),
      'image_hr-000000002': 'alone',
      'image_lr-000000003': 'alone',
      'label-000000004': 'alone',
      ...pair(5, new Uint8Array([0xe9])),
      ...pair(8, 'y'),
      ...pair(9, 'z'),
      'image_lr-000000009': '',
    });
    const steps = await stepsOf(path);
    expect(outline(steps)).toEqual([
      ['1', 'lmdb-000000001'],
      ['2', 'skipped lmdb-000000002 not-found'],
      ['3', 'skipped lmdb-000000003 not-found'],
      ['4', 'skipped lmdb-000000004 not-found'],
      // Taken, with a remark on its label.
      ['4', 'skipped lmdb-000000005 label bad-argument'],
      ['5', 'lmdb-000000005'],
      ['7', 'skipped lmdb-000000006..lmdb-000000007 not-found'],
      ['8', 'lmdb-000000008'],
      ['9', 'skipped lmdb-000000009 empty-file'],
    ]);
    const sentences = steps.map(({ skipped }) => skipped?.problem.sentence);
    expect(sentences[1]).toContain('no LR image');
    expect(sentences[2]).toContain('no HR image');
    expect(sentences[4]).toContain('UTF-8');
    for (const sentence of sentences) if (sentence) expect(sentence).toContain('data.mdb');
    expect(steps.find(({ item }) => item?.key === 'lmdb-000000005')?.item?.label.transcription).toBe('é');
  });

  test.each([
    ['a line end', 'Bakery\r\n'],
    ['a byte-order mark', '\uFEFFBakery'],
    ['blanks', ' Bakery\t '],
    ['a NUL', 'Bakery\0'],
  ])('%s around a label of another program is no part of the text', async (_, label) => {
    const steps = await stepsOf(await setOf({ 'num-samples': '1', ...pair(1, label) }));
    expect(steps.map(({ item }) => item?.label.transcription)).toEqual(['Bakery']);
  });

  test.each([5, 8, 10])('numbers of %i digits in its keys are read too', async (digits) => {
    const key = (kind: string, index: number) => `${kind}-${String(index).padStart(digits, '0')}`;
    const sample = (index: number, text: string) => ({
      [key('image_hr', index)]: `hr ${index}`,
      [key('image_lr', index)]: `lr ${index}`,
      [key('label', index)]: text,
    });
    const steps = await stepsOf(await setOf({ 'num-samples': '2', ...sample(1, 'one'), ...sample(2, 'two') }));
    expect(steps.map(({ item }) => item?.label.transcription)).toEqual(['one', 'two']);
  });

  test('counts more than there are: one skip for all that is missing', async () => {
    const path = await setOf({ 'num-samples': '999999999', ...pair(1, 'x') });
    expect(outline(await stepsOf(path))).toEqual([
      ['1', 'lmdb-000000001'],
      ['999999999', 'skipped lmdb-000000002..lmdb-999999999 not-found'],
    ]);
  });

  test('counts fewer than there are: the rest is reported', async () => {
    const path = await setOf({ 'num-samples': '1', ...pair(1, 'x'), ...pair(2, 'y'), ...pair(3, 'z') });
    expect(outline(await stepsOf(path))).toEqual([
      ['1', 'lmdb-000000001'],
      ['3', 'skipped lmdb-000000002..lmdb-000000003 bad-argument'],
    ]);
    expect(await stepsOf(path, '3')).toEqual([]);
  });

  test('does not count, or says nonsense: its samples are counted', async () => {
    const pairs = { ...pair(1, 'x'), ...pair(2, 'y'), ...pair(40, 'z') };
    for (const nonsense of [undefined, 'many', '-3', '1e99', '']) {
      const path = await setOf(nonsense === undefined ? pairs : { ...pairs, 'num-samples': nonsense });
      const source = await openTextZoomLmdb(path);
      expect(source.count).toBe(40);
      await source.close();
      expect(outline(await stepsOf(path))).toEqual([
        ...(nonsense === undefined ? [] : [['0', 'skipped num-samples file-damaged']]),
        ['1', 'lmdb-000000001'],
        ['2', 'lmdb-000000002'],
        ['39', 'skipped lmdb-000000003..lmdb-000000039 not-found'],
        ['40', 'lmdb-000000040'],
      ]);
    }
  });

  test('may start at 0', async () => {
    const path = await setOf({ 'num-samples': '2', ...pair(0, 'x'), ...pair(1, 'y') });
    const steps = await stepsOf(path);
    expect(outline(steps)).toEqual([
      ['0', 'lmdb-000000000'],
      ['1', 'lmdb-000000001'],
    ]);
    expect(await stepsOf(path, '-1')).toEqual(steps);
  });

  test('without samples is empty, without the layout refused', async () => {
    expect(await stepsOf(await setOf({ 'num-samples': '0' }))).toEqual([]);
    const problem = await expectProblem('bad-argument', async () => stepsOf(await setOf({ 'image-1': 'x' })));
    expect(problem.message).toContain('num-samples');
  });

  test('with damaged pages gives the samples on the others', async () => {
    const values: Values = { 'num-samples': '50' };
    for (let index = 1; index <= 50; index++) Object.assign(values, pair(index, `t${index}`));
    const path = await setOf(values);
    const file = join(path, 'data.mdb');
    const bytes = await readFile(file);
    bytes.fill(0, 10 * 4096, 11 * 4096); // the image of one sample
    await writeFile(file, bytes);
    const steps = await stepsOf(path);
    const skipped = steps.filter((step) => step.skipped);
    expect(steps.length).toBe(50);
    expect(skipped.length).toBe(1);
    expect(skipped[0]?.skipped?.problem).toMatchObject({ code: 'file-damaged' });
  });

  test('of changed bytes gives steps or a Problem', async () => {
    const values: Values = { 'num-samples': '12' };
    for (let index = 1; index <= 12; index++)
      Object.assign(values, pair(index, `t${index}`), { [`type-${number(index)}`]: 'h' });
    const path = await setOf(values);
    const file = join(path, 'data.mdb');
    const sound = await readFile(file);
    const next = randomIntegers(9);
    const tally = { refused: 0, skipped: 0 };
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(sound);
      for (let i = 0; i <= round % 3; i++) {
        bytes[next(bytes.length / 4096) * 4096 + next(round % 2 === 0 ? 120 : 4096)] = next(256);
      }
      await writeFile(file, bytes);
      try {
        for (const { item, skipped } of await stepsOf(path)) {
          if (skipped) tally.skipped++;
          else expect(item.hr ?? item.lr).toBeDefined();
        }
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        expect(['file-damaged', 'bad-argument', 'out-of-memory'], error.message).toContain(error.code);
        tally.refused++;
      }
    }
    expect(tally.refused).toBeGreaterThan(10);
    expect(tally.skipped).toBeGreaterThan(10);
  });
});

describe('labels of other encodings', () => {
  test.each([
    ['UTF-16 with a mark, little-endian', Buffer.from('\uFEFFIron ✓', 'utf16le'), 'Iron ✓'],
    ['UTF-16 with a mark, big-endian', Buffer.from('\uFEFFIron ✓', 'utf16le').swap16(), 'Iron ✓'],
    ['UTF-16 without one, little-endian', Buffer.from('Iron', 'utf16le'), 'Iron'],
    ['UTF-16 without one, big-endian', Buffer.from('Iron', 'utf16le').swap16(), 'Iron'],
    ['zeros at the end', Buffer.from('Iron\0\0'), 'Iron'],
  ])('%s', async (_, label, text) => {
    const [step, ...more] = await stepsOf(await setOf({ 'num-samples': '1', ...pair(1, label) }));
    expect(step?.item?.label.transcription).toBe(text);
    expect(more).toEqual([]);
  });

  test('a label with zeros in it costs no pair, and is named', async () => {
    const [said, step] = await stepsOf(await setOf({ 'num-samples': '1', ...pair(1, 'Ir\0on x') }));
    expect(said?.skipped).toMatchObject({
      remark: true,
      problem: { sentence: expect.stringMatching(/zeros/) as string },
    });
    expect(step?.item?.label).toEqual({});
  });
});
