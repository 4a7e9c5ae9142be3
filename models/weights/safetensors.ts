import { z } from 'zod';
import { Problem } from '../base/problem.ts';
import { sizeOf, type StateDict, type TensorData } from '../base/tensor.ts';
import {
  decodeElements,
  ELEMENT_BYTES,
  encodeElements,
  fitsHalf,
  isElementType,
  type ElementType,
} from './element-types.ts';

/**
 * The safetensors container: 8 bytes with the header's length, the header (JSON: name → dtype, shape and byte range), the
 * values. Format: https://github.com/huggingface/safetensors.
 */
export interface SafetensorsFile {
  tensors: StateDict;
  metadata: Readonly<Record<string, string>>;
}

export type Precision = 'F32' | 'F16';

const LENGTH_BYTES = 8;
/** The reference implementation's own limit. */
const LARGEST_HEADER = 100_000_000;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(16),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const metadataSchema = z.record(z.string(), z.string());

interface Entry {
  name: string;
  type: ElementType;
  shape: readonly number[];
  begin: number;
  end: number;
}

/**
 * Reads every tensor as float32. `subject` names the file in errors. The header is believed only as far as the bytes bear
 * it out: ranges must cover the values exactly, without overlap or gap. Throws `file-damaged`.
 */
export function readSafetensors(bytes: Uint8Array, subject: string): SafetensorsFile {
  const { text, valuesAt } = headerOf(bytes, subject);
  const { entries, metadata } = parseHeader(text, subject);
  const values = bytes.subarray(valuesAt);
  checkCoverage(entries, values.length, subject);
  const tensors = new Map<string, TensorData>();
  for (const { name, type, shape, begin, end } of entries) {
    tensors.set(name, { shape, data: decodeElements(type, values.subarray(begin, end)) });
  }
  return { tensors, metadata };
}

function headerOf(bytes: Uint8Array, subject: string): { text: string; valuesAt: number } {
  if (bytes.length < LENGTH_BYTES) throw damaged(subject, 'it ends within the first 8 bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  const room = bytes.length - LENGTH_BYTES;
  if (length > BigInt(Math.min(room, LARGEST_HEADER))) {
    throw damaged(subject, `its header claims ${length} bytes where ${room} follow`);
  }
  const valuesAt = LENGTH_BYTES + Number(length);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, valuesAt));
    return { text, valuesAt };
  } catch (error) {
    throw damaged(subject, 'its header is not UTF-8 text', { cause: error });
  }
}

function parseHeader(text: string, subject: string): { entries: Entry[]; metadata: Record<string, string> } {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw damaged(subject, 'its header is not JSON', { cause: error });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged(subject, 'its header is not a JSON object');
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw damaged(subject, `its header states “${twice}” twice`);

  let metadata: Record<string, string> = {};
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) throw damaged(subject, 'its metadata are not texts');
      metadata = parsed.data;
    } else {
      entries.push(parseEntry(name, value, subject));
    }
  }
  return { entries, metadata };
}

function parseEntry(name: string, value: unknown, subject: string): Entry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw damaged(subject, `its header describes the tensor “${name}” wrongly`);
  const { dtype, shape, data_offsets } = parsed.data;
  const [begin, end] = data_offsets;
  if (!isElementType(dtype)) {
    throw damaged(
      subject,
      `the tensor “${name}” has the element type ${dtype}, which is not one that Palimpsest reads`,
    );
  }
  if (sizeOf(shape) * ELEMENT_BYTES[dtype] !== end - begin) {
    throw damaged(subject, `the tensor “${name}” has shape (${shape.join(', ')}) but ${end - begin} bytes of ${dtype}`);
  }
  return { name, type: dtype, shape, begin, end };
}

function checkCoverage(entries: readonly Entry[], length: number, subject: string) {
  let covered = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered) throw damaged(subject, `the tensor “${name}” overlaps another`);
    if (begin > covered) throw damaged(subject, `${begin - covered} bytes before the tensor “${name}” belong to none`);
    covered = end;
  }
  if (covered > length) throw damaged(subject, `${covered - length} of its bytes are missing at the end`);
  if (covered < length) throw damaged(subject, `${length - covered} bytes at its end belong to no tensor`);
}

/**
 * The bytes of a safetensors file. With F16, running batch statistics and tensors with values that half precision cannot
 * hold stay F32. Counters (`….num_batches_tracked`) become I64 scalars, as PyTorch has them.
 */
export function writeSafetensors(
  tensors: StateDict,
  options: { precision: Precision; metadata?: Readonly<Record<string, string>> },
): Uint8Array {
  const parts = [...tensors].map(([name, { shape, data }]) => {
    const type = storedType(name, data, options.precision);
    return { name, type, shape: type === 'I64' ? [] : shape, bytes: encodeElements(type, data) };
  });
  // Wide elements first keeps every tensor aligned to its element size.
  parts.sort((a, b) => ELEMENT_BYTES[b.type] - ELEMENT_BYTES[a.type]);

  const entries: [string, unknown][] = [];
  if (options.metadata) entries.push(['__metadata__', options.metadata]);
  let offset = 0;
  for (const { name, type, shape, bytes } of parts) {
    entries.push([name, { dtype: type, shape, data_offsets: [offset, offset + bytes.length] }]);
    offset += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const header = Buffer.alloc(Math.ceil(json.length / 8) * 8, ' ');
  header.set(json);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...parts.map((part) => part.bytes)]);
}

function storedType(name: string, data: Float32Array, precision: Precision): 'F32' | 'F16' | 'I64' {
  if (name.endsWith('.num_batches_tracked') && data.length === 1) return 'I64';
  const isStatistic = /\.running_(mean|var)$/.test(name);
  return precision === 'F16' && !isStatistic && fitsHalf(data) ? 'F16' : 'F32';
}

const damaged = (subject: string, what: string, options?: ErrorOptions): Problem =>
  new Problem('safetensors-unsound', { subject, what }, options);

/**
 * The first key that an object of this JSON text states twice, or undefined. `JSON.parse` keeps the last of two silently,
 * which lets two readers see two different files. The text must be valid JSON.
 */
function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const end = endOfText(json, at);
      if (isFollowedByColon(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string;
        const keys = open.at(-1);
        if (keys?.has(key)) return key;
        keys?.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

function endOfText(json: string, quote: number): number {
  let at = quote + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isFollowedByColon(json: string, from: number): boolean {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at++;
  return json[at] === ':';
}
