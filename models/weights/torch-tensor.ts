import { Problem } from '../base/problem.ts';
import { sizeOf, type TensorData } from '../base/tensor.ts';
import { decodeElements, ELEMENT_BYTES, type ElementType } from './element-types.ts';

/** Values that tensors of a checkpoint share, by key; a view of `length` elements from `offset` on. */
export class StorageReference {
  readonly type: ElementType;
  readonly key: string;
  readonly offset: number;
  readonly length: number;

  constructor(type: ElementType, key: string, offset: number, length: number) {
    this.type = type;
    this.key = key;
    this.offset = offset;
    this.length = length;
  }
}

/** A tensor as a checkpoint describes it: a strided view into a storage. Offset and strides count elements. */
export class TensorReference {
  readonly storage: StorageReference;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: StorageReference, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** More values than any checkpoint of these networks needs, few enough to hold in memory (1 GiB). */
const MOST_ELEMENTS = 2 ** 28;

/**
 * Copies tensors out of one checkpoint's storages as dense float32. `bytesOf` yields a storage's bytes, little-endian.
 * What is read in all is bounded, so that a small file cannot ask for endless memory by sharing or repeating values.
 */
export class TensorLoader {
  readonly #bytesOf: (storage: StorageReference) => Uint8Array;
  readonly #subject: string;
  #elements = 0;

  constructor(bytesOf: (storage: StorageReference) => Uint8Array, subject: string) {
    this.#bytesOf = bytesOf;
    this.#subject = subject;
  }

  /** Throws `file-damaged` where the view leaves its storage. */
  load(tensor: TensorReference, name: string): TensorData {
    const { storage, offset, shape, strides } = tensor;
    const count = sizeOf(shape);
    if (count === 0) return { shape, data: new Float32Array(0) };
    const span = 1 + shape.reduce((last, size, axis) => last + (size - 1) * (strides[axis] ?? 0), 0);
    if (offset + span > storage.length || count > storage.length) {
      throw this.#damaged(`the tensor “${name}” reaches outside its storage of ${storage.length} values`);
    }
    this.#elements += span;
    if (this.#elements > MOST_ELEMENTS) throw this.#damaged(`it unfolds to more than ${MOST_ELEMENTS} values`);

    const width = ELEMENT_BYTES[storage.type];
    const bytes = this.#bytesOf(storage);
    const first = (storage.offset + offset) * width;
    if (first + span * width > bytes.length) {
      throw this.#damaged(`the tensor “${name}” needs ${first + span * width} bytes, its storage has ${bytes.length}`);
    }
    const values = decodeElements(storage.type, bytes.subarray(first, first + span * width));
    return { shape, data: isDense(shape, strides) ? values : gather(values, shape, strides) };
  }

  #damaged(what: string): Problem {
    return new Problem('tensor-damaged', { subject: this.#subject, what });
  }
}

function isDense(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis] ?? 1;
  }
  return true;
}

/** Row-major copy of a strided view. */
function gather(values: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const dense = new Float32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let at = 0;
  for (let i = 0; i < dense.length; i++) {
    dense[i] = values[at] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] as number;
      const stride = strides[axis] as number;
      const next = (index[axis] as number) + 1;
      if (next < size) {
        index[axis] = next;
        at += stride;
        break;
      }
      index[axis] = 0;
      at -= (size - 1) * stride;
    }
  }
  return dense;
}
