import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StateDict } from '../../../models/base/tensor.ts';
import { readSafetensors, writeSafetensors } from '../../../models/weights/safetensors.ts';
import { expectProblem } from './expect-problem.ts';

const read = (bytes: Uint8Array) => readSafetensors(bytes, 'model.safetensors');

/** A file from a header as text, with any length field and values. */
function file(
  header: string,
  values: Uint8Array = Buffer.alloc(0),
  length = BigInt(Buffer.byteLength(header)),
): Buffer {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length);
  return Buffer.concat([prefix, Buffer.from(header), values]);
}

const headerOf = (
  bytes: Uint8Array,
): Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> => {
  const buffer = Buffer.from(bytes);
  return JSON.parse(buffer.toString('utf8', 8, 8 + Number(buffer.readBigUInt64LE()))) as ReturnType<typeof headerOf>;
};

const state: StateDict = new Map([
  ['bn.num_batches_tracked', { shape: [], data: Float32Array.of(3020) }],
  ['conv.weight', { shape: [2, 2], data: Float32Array.of(0.1, -2, 3e-5, 60_000) }],
  ['bn.running_var', { shape: [2], data: Float32Array.of(1e-7, 3e5) }],
  ['large', { shape: [1], data: Float32Array.of(7e4) }],
  ['empty', { shape: [0, 3], data: new Float32Array(0) }],
  ['__proto__', { shape: [1], data: Float32Array.of(5) }],
]);

describe('writing', () => {
  it('gives back what it was given, in full precision', () => {
    const { tensors, metadata } = read(
      writeSafetensors(state, { precision: 'F32', metadata: { format: 'pt', note: '“ü”' } }),
    );
    expect(metadata).toEqual({ format: 'pt', note: '“ü”' });
    expect(new Set(tensors.keys())).toEqual(new Set(state.keys()));
    for (const [name, tensor] of state) expect(tensors.get(name), name).toEqual(tensor);
  });

  it('rounds to half precision, but not statistics, large values and counters', () => {
    const bytes = writeSafetensors(state, { precision: 'F16' });
    const types = Object.fromEntries(Object.entries(headerOf(bytes)).map(([name, entry]) => [name, entry.dtype]));
    expect(types).toMatchObject({
      'bn.num_batches_tracked': 'I64',
      'conv.weight': 'F16',
      'bn.running_var': 'F32',
      large: 'F32',
    });
    expect(headerOf(bytes)['bn.num_batches_tracked']?.shape).toEqual([]);
    const { tensors } = read(bytes);
    expect([...(tensors.get('conv.weight')?.data ?? [])]).toEqual([0.0999755859375, -2, 2.9981136322021484e-5, 60_000]);
    expect(tensors.get('bn.running_var')).toEqual(state.get('bn.running_var'));
    expect(tensors.get('large')?.data).toEqual(Float32Array.of(7e4));
  });

  it('rounds halves to the nearest, ties to even', () => {
    const values = Float32Array.of(
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      1 + 2 ** -11 + 2 ** -20,
      2 ** -25,
      3 * 2 ** -25,
      65_504,
      -0,
    );
    const { tensors } = read(writeSafetensors(new Map([['w', { shape: [7], data: values }]]), { precision: 'F16' }));
    expect([...(tensors.get('w')?.data ?? [])]).toEqual([1, 1 + 2 ** -9, 1 + 2 ** -10, 0, 2 ** -23, 65_504, -0]);
  });

  it('aligns every tensor to its elements', () => {
    const bytes = writeSafetensors(state, { precision: 'F16' });
    const start = 8 + Number(Buffer.from(bytes).readBigUInt64LE());
    expect(start % 8).toBe(0);
    const width: Record<string, number> = { I64: 8, F32: 4, F16: 2 };
    for (const { dtype, data_offsets } of Object.values(headerOf(bytes)))
      expect(data_offsets[0] % (width[dtype] ?? 1)).toBe(0);
  });
});

describe('reading', () => {
  it('reads the golden files, written by the reference library', async () => {
    const golden = join(import.meta.dirname, '../../fixtures/golden/tsrn_io.safetensors');
    const { tensors } = read(await readFile(golden));
    expect(tensors.get('x')?.shape).toEqual([3, 4, 16, 64]);
    expect(tensors.get('eval.y')?.data).toHaveLength(3 * 4 * 32 * 128);
  });

  it.each([
    ['F64', Buffer.from(Float64Array.of(0.5, -1).buffer), [0.5, -1]],
    ['F16', Buffer.from(Uint16Array.of(0x3555, 0x0001).buffer), [0.333251953125, 2 ** -24]],
    ['BF16', Buffer.from(Uint16Array.of(0x4049, 0xff80).buffer), [3.140625, -Infinity]],
    ['I64', Buffer.from(BigInt64Array.of(3n, -4n).buffer), [3, -4]],
    ['I32', Buffer.from(Int32Array.of(3, -4).buffer), [3, -4]],
    ['U8', Buffer.of(3, 250), [3, 250]],
    ['BOOL', Buffer.of(1, 0), [1, 0]],
  ])('reads %s at any alignment', (dtype, values, expected) => {
    const header = JSON.stringify({
      pad: { dtype: 'U8', shape: [1], data_offsets: [0, 1] },
      w: { dtype, shape: [2], data_offsets: [1, 1 + values.length] },
    });
    const { tensors } = read(file(header, Buffer.concat([Buffer.of(0), values])));
    expect([...(tensors.get('w')?.data ?? [])]).toEqual(expected);
  });

  const entry = (over: object = {}) => ({ dtype: 'U8', shape: [2], data_offsets: [0, 2], ...over });
  const two = Buffer.of(1, 2);
  const damaged: Record<string, Buffer> = {
    'a short file': Buffer.alloc(5),
    'a huge header length': file('{}', two, 2n ** 63n),
    'a header longer than the file': file('{}', two, 5n),
    'a header that is not JSON': file('{"w":', two),
    'a header that is not UTF-8': Buffer.concat([file('', undefined, 4n), Buffer.of(0x7b, 0xff, 0xfe, 0x7d)]),
    'a header that is a list': file('[]'),
    'an unknown element type': file(JSON.stringify({ w: entry({ dtype: 'F8_E4M3' }) }), two),
    'an inherited name as element type': file(JSON.stringify({ w: entry({ dtype: 'constructor' }) }), two),
    'a shape that its bytes do not fill': file(JSON.stringify({ w: entry({ shape: [3] }) }), two),
    'a shape whose product overflows': file(JSON.stringify({ w: entry({ shape: [2 ** 40, 2 ** 40] }) }), two),
    'a negative size': file(JSON.stringify({ w: entry({ shape: [-1, -2] }) }), two),
    'a fractional size': file(JSON.stringify({ w: entry({ shape: [0.5, 4] }) }), two),
    'a range outside the file': file(
      JSON.stringify({ w: entry({ data_offsets: [1, 3] }), v: entry({ shape: [1], data_offsets: [0, 1] }) }),
      two,
    ),
    'a reversed range': file(JSON.stringify({ w: entry({ shape: [0], data_offsets: [2, 0] }) }), two),
    'overlapping tensors': file(JSON.stringify({ w: entry(), v: entry({ shape: [1], data_offsets: [1, 2] }) }), two),
    'a gap': file(JSON.stringify({ w: entry({ shape: [1], data_offsets: [1, 2] }) }), two),
    'bytes left over': file(JSON.stringify({ w: entry() }), Buffer.of(1, 2, 3)),
    'a tensor stated twice': file(`{"w":${JSON.stringify(entry())},"\\u0077":${JSON.stringify(entry())}}`, two),
    'a field stated twice': file('{"w":{"dtype":"U8","shape":[2],"shape":[2],"data_offsets":[0,2]}}', two),
    'metadata that are no texts': file(JSON.stringify({ __metadata__: { a: 1 }, w: entry() }), two),
  };
  it.each(Object.entries(damaged))('refuses %s', async (_, bytes) => {
    const problem = await expectProblem('file-damaged', () => read(bytes));
    expect(problem.message).toContain('model.safetensors');
  });

  it('reads keys that repeat in different objects', () => {
    const header = JSON.stringify({ __metadata__: { w: 'a "quoted": {text', shape: '\\' }, w: entry() });
    expect(read(file(header, two)).metadata.shape).toBe('\\');
  });
});
