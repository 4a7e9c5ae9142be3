import { KIND, NODE, NODE_FLAG, NODE_HEADER, PAGE, PAGE_HEADER } from './format.ts';

/** Bytes that a node takes in its page, its offset in the table included. */
export const nodeSpace = (keySize: number, valueSize: number): number =>
  evenSize(NODE_HEADER + keySize + valueSize) + 2;

const evenSize = (size: number): number => size + (size % 2);

/** A branch or leaf page under construction. */
export class NodePage {
  readonly #bytes: Buffer;
  #lower = PAGE_HEADER;
  #upper: number;

  constructor(kind: 'branch' | 'leaf', pageSize: number) {
    this.#bytes = Buffer.alloc(pageSize);
    this.#bytes.writeUInt16LE(KIND[kind], PAGE.kind);
    this.#upper = pageSize;
  }

  get isEmpty(): boolean {
    return this.#lower === PAGE_HEADER;
  }

  fits(space: number): boolean {
    return space <= this.#upper - this.#lower;
  }

  addValue(key: Uint8Array, value: Uint8Array): void {
    const node = this.#add(key, value.length);
    this.#bytes.writeUIntLE(value.length, node + NODE.low, 4);
    this.#bytes.set(value, node + NODE_HEADER + key.length);
  }

  /** A value of `size` bytes that begins on the overflow page `page`. */
  addOverflow(key: Uint8Array, size: number, page: number): void {
    const node = this.#add(key, 8);
    this.#bytes.writeUIntLE(size, node + NODE.low, 4);
    this.#bytes.writeUInt16LE(NODE_FLAG.overflow, node + NODE.flags);
    this.#bytes.writeBigUInt64LE(BigInt(page), node + NODE_HEADER + key.length);
  }

  addChild(key: Uint8Array, page: number): void {
    const node = this.#add(key, 0);
    this.#bytes.writeUIntLE(page, node, 6);
  }

  /** The page as it is written. */
  finished(number: number): Buffer {
    this.#bytes.writeUIntLE(number, PAGE.number, 6);
    this.#bytes.writeUInt16LE(this.#lower, PAGE.lower);
    this.#bytes.writeUInt16LE(this.#upper, PAGE.upper);
    return this.#bytes;
  }

  #add(key: Uint8Array, valueSize: number): number {
    this.#upper -= nodeSpace(key.length, valueSize) - 2;
    this.#bytes.writeUInt16LE(this.#upper, this.#lower);
    this.#lower += 2;
    this.#bytes.writeUInt16LE(key.length, this.#upper + NODE.keySize);
    this.#bytes.set(key, this.#upper + NODE_HEADER);
    return this.#upper;
  }
}
