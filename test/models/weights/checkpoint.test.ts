import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../../models/base/problem.ts';
import type { TensorData } from '../../../models/base/tensor.ts';
import { parseCheckpoint, readCheckpoint } from '../../../models/weights/checkpoint.ts';
import { writeSafetensors } from '../../../models/weights/safetensors.ts';
import { expectProblem } from './expect-problem.ts';
import {
  dict,
  floats,
  global,
  int,
  legacyPth,
  list,
  pickle,
  proto,
  raw,
  stop,
  tensor,
  text,
  tuple,
  zipPth,
} from './pickle-bytes.ts';

const GOLDEN = join(import.meta.dirname, '../../fixtures/golden');
const parse = (bytes: Uint8Array) => parseCheckpoint(bytes, 'model.pth');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Sum, sum of magnitudes, and sum weighted by position (1, 2, …), which sees any change of order. */
function sums({ data }: TensorData): [number, number, number] {
  return data.reduce<[number, number, number]>(
    ([sum, size, weighted], value, i) => [sum + value, size + Math.abs(value), weighted + value * (i + 1)],
    [0, 0, 0],
  );
}

describe('checkpoints of the published code', () => {
  it('reads TSRN from the zip container, with the values that PyTorch reads', async () => {
    const state = await readCheckpoint(join(GOLDEN, 'tsrn.pth'));
    expect(state.size).toBe(239);
    const total = [...state.values()].reduce((sum, each) => sum + sums(each)[1], 0);
    expect(total).toBeCloseTo(83534.8053171, 5);
    const expected: [string, number[], number[]][] = [
      ['block1.0.weight', [64, 4, 9, 9], [-1.382883446718779, 574.8125590243287, -2595.5493479158904]],
      ['block3.gru1.gru.weight_hh_l0_reverse', [96, 32], [-7.738184245591583, 268.68198887466406, -9643.233636721168]],
      // Saved with strides (1, 23).
      ['tps.inverse_kernel', [23, 23], [2.3582668809685856, 3920.2694255195092, 1155.713878202252]],
    ];
    for (const [name, shape, values] of expected) {
      const found = state.get(name) as TensorData;
      expect(found.shape).toEqual(shape);
      sums(found).forEach((value, i) => expect(value, name).toBeCloseTo(values[i] as number, 6));
    }
    expect(state.get('block2.bn1.num_batches_tracked')).toMatchObject({ shape: [] });
  });

  it('reads CRNN from the container before PyTorch 1.6', async () => {
    const state = await readCheckpoint(join(GOLDEN, 'crnn_legacy.pth'));
    expect(state.size).toBe(49);
    const total = [...state.values()].reduce((sum, each) => sum + sums(each)[1], 0);
    expect(total).toBeCloseTo(141907.643569, 4);
    const recurrent = state.get('rnn.1.rnn.weight_ih_l0') as TensorData;
    expect(recurrent.shape).toEqual([1024, 256]);
    const [sum, size, weighted] = sums(recurrent);
    expect(sum).toBeCloseTo(31.787192322313786, 6);
    expect(size).toBeCloseTo(8199.62019187957, 5);
    expect(weighted).toBeCloseTo(5563118.625009723, 3);
  });
});

describe('PyTorch tensors', () => {
  const one = tensor({ key: '0', elements: 6, shape: [2, 3], strides: [3, 1] });
  const values = floats(1, 2, 3, 4, 5, 6);
  const valuesOf = (bytes: Uint8Array, name = 'w') => [...(parse(bytes).get(name)?.data ?? [])];

  it.each([0, 6] as const)('reads archives of compression level %i', (level) => {
    expect(valuesOf(zipPth(pickle(dict([text('w'), one])), { 0: values }, { level }))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('honours strides, offsets and shared storage', () => {
    const transposed = tensor({ key: '0', elements: 6, shape: [3, 2], strides: [1, 3] });
    const column = tensor({ key: '0', elements: 6, offset: 2, shape: [2], strides: [3] });
    const expanded = tensor({ key: '0', elements: 6, offset: 1, shape: [2, 2], strides: [0, 1] });
    const scalar = tensor({ key: '0', elements: 6, offset: 5, shape: [], strides: [] });
    const bytes = zipPth(
      pickle(dict([text('t'), transposed], [text('c'), column], [text('e'), expanded], [text('s'), scalar])),
      { 0: values },
    );
    expect(valuesOf(bytes, 't')).toEqual([1, 4, 2, 5, 3, 6]);
    expect(valuesOf(bytes, 'c')).toEqual([3, 6]);
    expect(valuesOf(bytes, 'e')).toEqual([2, 3, 2, 3]);
    expect(valuesOf(bytes, 's')).toEqual([6]);
    expect(parse(bytes).get('s')?.shape).toEqual([]);
  });

  it('reads every element type as float32', () => {
    const doubles = Buffer.from(Float64Array.of(0.1, -1e300).buffer);
    const halves = Buffer.from(Uint16Array.of(0x3c01, 0xfbff).buffer);
    const brain = Buffer.from(Uint16Array.of(0x3f81, 0xc000).buffer);
    const longs = Buffer.from(BigInt64Array.of(3020n, -7n).buffer);
    const cases: [string, Buffer, number[]][] = [
      ['DoubleStorage', doubles, [Math.fround(0.1), -Infinity]],
      ['HalfStorage', halves, [1 + 2 ** -10, -65504]],
      ['BFloat16Storage', brain, [1.0078125, -2]],
      ['LongStorage', longs, [3020, -7]],
      ['IntStorage', Buffer.from(Int32Array.of(5, -6).buffer), [5, -6]],
      ['ByteStorage', Buffer.of(0, 255), [0, 255]],
      ['CharStorage', Buffer.of(1, 255), [1, -1]],
    ];
    for (const [storage, bytes, expected] of cases) {
      const body = pickle(dict([text('w'), tensor({ storage, key: 'k', elements: 2, shape: [2], strides: [1] })]));
      expect(valuesOf(zipPth(body, { k: bytes })), storage).toEqual(expected);
      expect(valuesOf(legacyPth(body, [{ key: 'k', elements: 2, bytes }])), storage).toEqual(expected);
    }
  });

  it('reads big-endian archives', () => {
    const swapped = Buffer.from(values).swap32();
    expect(valuesOf(zipPth(pickle(dict([text('w'), one])), { 0: swapped }, { byteorder: 'big' }))).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(valuesOf(zipPth(pickle(dict([text('w'), one])), { 0: values }, { byteorder: 'little' }))).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });

  it('reads parameters and an OrderedDict with metadata', () => {
    const parameter = Buffer.concat([
      global('torch._utils', '_rebuild_parameter'),
      tuple(one, raw('\x88'), raw('N')),
      raw('R'),
    ]);
    const ordered = Buffer.concat([
      global('collections', 'OrderedDict'),
      raw(')R('),
      text('w'),
      parameter,
      raw('u'),
      dict([text('_metadata'), raw('}')]),
      raw('b'),
    ]);
    expect(valuesOf(zipPth(pickle(ordered), { 0: values }))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  const outside: Record<string, Buffer> = {
    'a shape beyond the storage': tensor({ key: '0', elements: 6, shape: [7], strides: [1] }),
    'an offset beyond the storage': tensor({ key: '0', elements: 6, offset: 1, shape: [6], strides: [1] }),
    'a stride beyond the storage': tensor({ key: '0', elements: 6, shape: [2, 2], strides: [6, 1] }),
    'a negative stride': tensor({ key: '0', elements: 6, shape: [2], strides: [-1] }),
    'a value repeated beyond the storage': tensor({ key: '0', elements: 6, shape: [1_000_000_000], strides: [0] }),
    'more elements than the storage has bytes for': tensor({ key: '0', elements: 7, shape: [7], strides: [1] }),
    'fewer strides than axes': tensor({ key: '0', elements: 6, shape: [2, 3], strides: [1] }),
    'a storage that is not there': tensor({ key: '9', elements: 6, shape: [6], strides: [1] }),
  };
  it.each(Object.entries(outside))('refuses %s', async (_, bad) => {
    await expectProblem('file-damaged', () => parse(zipPth(pickle(dict([text('w'), bad])), { 0: values })));
  });

  it('refuses many tensors that together unfold beyond memory', async () => {
    const elements = 1_000_000;
    const each = tensor({ key: '0', elements, shape: [elements], strides: [1] });
    // Views of one storage with a gap between their two values: each spans all of it.
    const entries = Array.from({ length: 300 }, (_, i): [Buffer, Buffer] => [
      text(`w${i}`),
      tensor({ key: '0', elements, shape: [2], strides: [elements - 1] }),
    ]);
    const bytes = zipPth(pickle(dict([text('w'), each], ...entries)), { 0: Buffer.alloc(4 * elements) }, { level: 6 });
    expect((await expectProblem('file-damaged', () => parse(bytes))).message).toContain('unfolds');
  });
});

describe('wrapping', () => {
  const one = tensor({ key: '0', elements: 1, shape: [1], strides: [1] });
  const namesIn = (body: Buffer) => [...parse(zipPth(pickle(body), { 0: floats(1) })).keys()];
  const weights = dict([text('a.weight'), one]);

  it.each(['state_dict_G', 'state_dict', 'model_state_dict', 'net', 'model'])('finds the weights under %s', (key) => {
    expect(
      namesIn(dict([text('epoch'), int(3)], [text(key), weights], [text('opt'), dict([text('state'), raw('}')])])),
    ).toEqual(['a.weight']);
  });

  it('takes off module. and leaves out what is no tensor', () => {
    expect(
      namesIn(dict([text('module.a.weight'), one], [text('module.module.b'), one], [text('epoch'), int(3)])),
    ).toEqual(['a.weight', 'b']);
    expect(namesIn(dict([text('model'), dict([text('state_dict'), weights])]))).toEqual(['a.weight']);
  });

  it.each(['_orig_mod.', 'model.', 'generator.module.', 'module._orig_mod.'])('takes off the prefix %s', (prefix) => {
    expect(namesIn(dict([text(`${prefix}a.weight`), one], [text(`${prefix}b`), one]))).toEqual(['a.weight', 'b']);
  });

  it('takes off any prefix that all tensors of a network share, and no part of a network', () => {
    const names = Array.from({ length: 8 }, (_, i) => `block${i + 1}.weight`);
    const under = (prefix: string) =>
      dict(...names.map((name): [Buffer, Buffer] => [text(`${prefix}${name}`), one]), [text('epoch'), int(3)]);
    expect(namesIn(under('my_net.inner.'))).toEqual(names);
    expect(namesIn(dict([text('cnn.conv0.weight'), one], [text('cnn.conv0.bias'), one]))).toEqual([
      'cnn.conv0.weight',
      'cnn.conv0.bias',
    ]);
  });

  it.each(['params_ema', 'params', 'netG', 'generator'])('finds weights under %s', (key) => {
    expect(namesIn(dict([text(key), dict([text('a'), one])], [text('epoch'), int(3)]))).toEqual(['a']);
  });

  it.each([
    ['datetime', 'datetime'],
    ['pathlib', 'PosixPath'],
    ['collections', 'Counter'],
    ['numpy', 'float64'],
  ])('passes over a %s.%s beside the weights', (module, name) => {
    const metadata = Buffer.concat([global(module, name), tuple(text('x')), raw('R')]);
    expect(namesIn(dict([text('when'), metadata], [text('state_dict'), dict([text('a'), one])]))).toEqual(['a']);
  });

  it('also in safetensors', () => {
    const tensors = new Map([['module.a', { shape: [1], data: Float32Array.of(1) }]]);
    expect([...parse(writeSafetensors(tensors, { precision: 'F32' })).keys()]).toEqual(['a']);
  });

  it('safetensors whose header length looks like the start of a pickle, an image or an archive', () => {
    for (const [first, second] of [
      [0x80, 0x02],
      [0x42, 0x4d],
      [0xff, 0xd8],
      [0x1f, 0x8b],
      [0x08, 0x07],
    ] as const) {
      const header = '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}'.padEnd(first + 256 * second);
      const prefix = Buffer.from([first, second, 0, 0, 0, 0, 0, 0]);
      expect([...parse(Buffer.concat([prefix, raw(header), Buffer.of(7)])).keys()]).toEqual(['a']);
    }
  });

  it('refuses two networks in one, and none', async () => {
    await expectProblem('wrong-checkpoint', () => namesIn(dict([text('a'), one], [text('module.a'), one])));
    const none = await expectProblem('wrong-checkpoint', () => namesIn(dict([text('epoch'), int(3)])));
    expect(none.message).toContain('epoch');
    await expectProblem('wrong-checkpoint', () => namesIn(list(int(3))));
  });
});

describe('files that are no sound checkpoint', () => {
  const body = pickle(dict([text('w'), tensor({ key: '0', elements: 2, shape: [2], strides: [1] })]));
  const containers: [string, Uint8Array][] = [
    ['stored zip', zipPth(body, { 0: floats(1, 2) })],
    ['deflated zip', zipPth(body, { 0: floats(1, 2) }, { level: 6 })],
    ['legacy', legacyPth(body, [{ key: '0', elements: 2, bytes: floats(1, 2) }])],
    [
      'safetensors',
      writeSafetensors(new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]), { precision: 'F32' }),
    ],
  ];

  it.each(containers)('refuses a %s file cut anywhere', (_, bytes) => {
    expect(parse(bytes).get('w')?.data).toEqual(Float32Array.of(1, 2));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => parse(bytes.subarray(0, length)), `cut at ${length}`).toThrow(Problem);
    }
  });

  it.each(containers)('survives random corruption of a %s file with nothing but Problems', (_, bytes) => {
    let state = 7;
    const random = (bound: number) => (state = (state * 48_271) % 2_147_483_647) % bound;
    for (let round = 0; round < 3000; round++) {
      const copy = Buffer.from(bytes);
      for (let edits = 1 + random(3); edits > 0; edits--) copy[random(copy.length)] = random(256);
      try {
        parse(copy);
      } catch (error) {
        if (!(error instanceof Problem)) throw new Error(copy.toString('hex'), { cause: error });
      }
    }
  });

  it('notices a flipped bit in zipped values', async () => {
    const bytes = zipPth(body, { 0: floats(1, 2) });
    const at = Buffer.from(bytes).indexOf(floats(1, 2));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect((await expectProblem('file-damaged', () => parse(bytes))).message).toContain('checksum');
  });

  it('refuses entries that claim to unpack to more than memory holds, or to another size', async () => {
    for (const claimed of [1, 0x7fffffff]) {
      const bytes = Buffer.from(zipPth(body, { 0: Buffer.alloc(1_000_000) }, { level: 6 }));
      const record = bytes.lastIndexOf('archive/data/0') - 46;
      bytes.writeUInt32LE(claimed, record + 24);
      await expectProblem('file-damaged', () => parse(bytes));
    }
  });

  it('refuses storages of the old container that claim endless values', async () => {
    const bytes = legacyPth(body, [{ key: '0', elements: 2n ** 62n, bytes: floats(1, 2) }]);
    await expectProblem('file-damaged', () => parse(bytes));
  });

  it('calls a hostile pickle unsafe in every container', async () => {
    const evil = pickle(global('os', 'system'), tuple(text('touch /tmp/owned')), raw('R'));
    for (const bytes of [zipPth(evil), zipPth(evil, {}, { level: 6 }), legacyPth(evil, []), evil]) {
      expect((await expectProblem('unsafe-pickle', () => parse(bytes))).message).toContain('os.system');
    }
    const hidden = pickle(
      dict(
        [text('w'), tensor({ key: '0', elements: 1, shape: [1], strides: [1] })],
        [text('x'), global('os', 'system')],
      ),
    );
    await expectProblem('unsafe-pickle', () => parse(zipPth(hidden, { 0: floats(1) })));
  });

  const others: [string, Uint8Array, string][] = [
    ['cat.pth', raw('\x89PNG\r\n\x1a\n'), 'an image'],
    ['photo.safetensors', raw('\xff\xd8\xff\xe0\0\x10JFIF'), 'an image'],
    ['net.pth', Buffer.from('08071207707974' + '6f726368', 'hex'), 'ONNX'],
    ['page.pth', raw('\n<!DOCTYPE html><html>'), 'web page'],
    ['lfs.pth', raw('version https://git-lfs.github.com/spec/v1\noid'), 'Git LFS'],
    ['card.json', raw('{"format":1}'), 'JSON'],
    ['keras.h5', raw('\x89HDF\r\n\x1a\n'), 'HDF5'],
    ['list.pkl', Buffer.concat([proto(), raw('K\x01'), stop]), 'Python pickle'],
    ['words.zip', zipSync({ 'a.txt': raw('a') }), 'zip archive'],
    ['script.pt', zipSync({ 'm/data.pkl': raw('N.'), 'm/constants.pkl': raw('N.') }), 'TorchScript'],
    ['noise.pth', raw('what is this'), 'no checkpoint'],
  ];
  it.each(others)('says what %s is', async (name, bytes, what) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    const { message } = await expectProblem('wrong-checkpoint', () => readCheckpoint(path));
    expect(message).toContain(what);
    expect(message).toContain(path);
  });

  it('tells missing, empty and folder apart', async () => {
    await expectProblem('not-found', () => readCheckpoint(join(folder, 'none.pth')));
    await writeFile(join(folder, 'empty.pth'), '');
    await expectProblem('empty-file', () => readCheckpoint(join(folder, 'empty.pth')));
    await expectProblem('bad-argument', () => readCheckpoint(folder));
  });

  it('goes by content, whatever the name', async () => {
    const path = join(folder, 'weights of ✓ “x” #1%.bin');
    await writeFile(path, await readFile(join(GOLDEN, 'tsrn.pth')));
    expect((await readCheckpoint(path)).size).toBe(239);
  });
});
