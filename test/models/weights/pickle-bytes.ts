import { zipSync } from 'fflate';

/** Assembles pickles byte by byte, so that hostile ones need no Python. */
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

export const raw = (text: string): Buffer => Buffer.from(text, 'latin1');
export const proto = (version = 2): Buffer => Buffer.from([0x80, version]);
export const stop = raw('.');
export const text = (value: string): Buffer =>
  Buffer.concat([raw('X'), u32(Buffer.byteLength(value)), Buffer.from(value)]);
export const shortText = (value: string): Buffer => Buffer.concat([Buffer.from([0x8c, value.length]), raw(value)]);
export const int = (value: number): Buffer => Buffer.concat([raw('J'), u32(value >>> 0)]);
export const global = (module: string, name: string): Buffer => raw(`c${module}\n${name}\n`);
export const tuple = (...items: Buffer[]): Buffer => Buffer.concat([raw('('), ...items, raw('t')]);
export const list = (...items: Buffer[]): Buffer => Buffer.concat([raw(']('), ...items, raw('e')]);
export const dict = (...entries: [Buffer, Buffer][]): Buffer => Buffer.concat([raw('}('), ...entries.flat(), raw('u')]);
export const pickle = (...parts: Buffer[]): Buffer => Buffer.concat([proto(), ...parts, stop]);

export interface TensorBytes {
  storage?: string;
  key: string;
  elements: number;
  offset?: number;
  shape: readonly number[];
  strides: readonly number[];
}

/** What `torch.save` writes for a tensor. */
export function tensor({ storage = 'FloatStorage', key, elements, offset = 0, shape, strides }: TensorBytes): Buffer {
  const id = tuple(text('storage'), global('torch', storage), text(key), text('cpu'), int(elements));
  const args = tuple(
    Buffer.concat([id, raw('Q')]),
    int(offset),
    tuple(...shape.map(int)),
    tuple(...strides.map(int)),
    raw('\x89'),
    Buffer.concat([global('collections', 'OrderedDict'), raw(')R')]),
  );
  return Buffer.concat([global('torch._utils', '_rebuild_tensor_v2'), args, raw('R')]);
}

export const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

/** PyTorch's zip container. */
export function zipPth(
  pkl: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
  options: { level?: 0 | 6; byteorder?: string } = {},
): Uint8Array {
  const files: Record<string, Uint8Array> = { 'archive/data.pkl': pkl };
  if (options.byteorder) files['archive/byteorder'] = raw(options.byteorder);
  for (const [key, bytes] of Object.entries(storages)) files[`archive/data/${key}`] = bytes;
  return zipSync(files, { level: options.level ?? 0 });
}

/** PyTorch's container before 1.6. */
export function legacyPth(
  body: Uint8Array,
  storages: readonly { key: string; elements: number | bigint; bytes: Uint8Array }[],
): Buffer {
  const magic = Buffer.concat([proto(), Buffer.from('8a0a6cfc9c46f9206aa850192e', 'hex')]);
  const system = pickle(dict([text('little_endian'), raw('\x88')]));
  const keys = pickle(list(...storages.map(({ key }) => text(key))));
  const values = storages.flatMap(({ elements, bytes }) => [u64(elements), bytes]);
  return Buffer.concat([magic, pickle(int(1001)), system, body, keys, ...values]);
}
