/// <reference lib="es2025.float16" />

/** How numbers are stored in checkpoints, by safetensors' names. Little-endian, as is every machine that Node runs on here. */
export const ELEMENT_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;
export type ElementType = keyof typeof ELEMENT_BYTES;

export const isElementType = (name: unknown): name is ElementType =>
  typeof name === 'string' && Object.hasOwn(ELEMENT_BYTES, name);

/** Little-endian elements as float32. Whole numbers beyond 2²⁴ and doubles are rounded to the nearest float32. */
export function decodeElements(type: ElementType, bytes: Uint8Array): Float32Array {
  const width = ELEMENT_BYTES[type];
  // Typed arrays need aligned starts, which files do not promise; the copy also frees the file's own buffer.
  const { buffer } = new Uint8Array(bytes);
  const length = bytes.length / width;
  switch (type) {
    case 'F32':
      return new Float32Array(buffer, 0, length);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer, 0, length));
    case 'F16':
      return Float32Array.from(new Float16Array(buffer, 0, length));
    case 'BF16':
      return decodeBrainFloats(new Uint16Array(buffer, 0, length));
    case 'I64':
      return Float32Array.from(new BigInt64Array(buffer, 0, length), Number);
    case 'I32':
      return Float32Array.from(new Int32Array(buffer, 0, length));
    case 'I16':
      return Float32Array.from(new Int16Array(buffer, 0, length));
    case 'I8':
      return Float32Array.from(new Int8Array(buffer, 0, length));
    case 'U8':
    case 'BOOL':
      return Float32Array.from(new Uint8Array(buffer, 0, length));
  }
}

/** A bfloat16 is the upper half of a float32. */
function decodeBrainFloats(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] as number) << 16;
  return new Float32Array(words.buffer);
}

/** float32 as little-endian bytes of one of the types that are written; F16 rounds to the nearest, ties to even. */
export function encodeElements(type: 'F32' | 'F16' | 'I64', values: Float32Array): Uint8Array {
  const encoded =
    type === 'F32'
      ? values
      : type === 'F16'
        ? new Float16Array(values)
        : BigInt64Array.from(values, (value) => BigInt(Math.round(value)));
  return new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
}

/** The largest finite half-precision value that a float32 may round to. */
const LARGEST_HALF = 65504;

/** Whether every value survives half precision as a finite number. */
export function fitsHalf(values: Float32Array): boolean {
  return values.every((value) => Math.abs(value) <= LARGEST_HALF);
}
