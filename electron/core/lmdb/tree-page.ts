import { KIND, KIND_MASK, NODE, NODE_FLAG, NODE_HEADER, PAGE, PAGE_HEADER } from './format.ts';
import { damaged } from './refusal.ts';

/** An entry of a leaf. The value is here, or `size` bytes at `page` of the file. Bytes are shared with the page. */
export type LeafNode = { key: Buffer } & ({ value: Buffer } | { page: number; size: number } | { nested: true });

/** A branch or leaf page whose header was checked; nodes are checked as they are asked for. All throw `file-damaged`. */
export class TreePage {
  readonly isLeaf: boolean;
  /** At least 1. */
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #number: number;
  readonly #path: string;
  readonly #upper: number;

  constructor(bytes: Buffer, number: number, path: string) {
    this.#bytes = bytes;
    this.#number = number;
    this.#path = path;
    const kind = bytes.readUInt16LE(PAGE.kind) & KIND_MASK;
    const lower = bytes.readUInt16LE(PAGE.lower);
    this.#upper = bytes.readUInt16LE(PAGE.upper);
    if (bytes.readUIntLE(PAGE.number, 6) !== number) throw this.#fault('bears another number');
    if (kind !== KIND.leaf && kind !== KIND.branch) throw this.#fault('is no part of the tree');
    if (lower <= PAGE_HEADER || lower > this.#upper || this.#upper > bytes.length || lower % 2 !== 0) {
      throw this.#fault('has an impossible header');
    }
    this.isLeaf = kind === KIND.leaf;
    this.count = (lower - PAGE_HEADER) / 2;
  }

  /** The page below a branch's node. */
  child(index: number): number {
    const node = this.#node(index);
    return this.#bytes.readUIntLE(node + NODE.low, 4) + this.#bytes.readUInt16LE(node + NODE.flags) * 2 ** 32;
  }

  leaf(index: number): LeafNode {
    const node = this.#node(index);
    const start = this.#keyEnd(node);
    const key = this.#bytes.subarray(node + NODE_HEADER, start);
    const size = this.#bytes.readUIntLE(node + NODE.low, 4);
    const flags = this.#bytes.readUInt16LE(node + NODE.flags);
    if (flags & (NODE_FLAG.database | NODE_FLAG.duplicates)) return { key, nested: true };
    const length = flags & NODE_FLAG.overflow ? 8 : size;
    if (start + length > this.#bytes.length) throw this.#fault('has a value that leaves it');
    if (flags & NODE_FLAG.overflow) return { key, page: Number(this.#bytes.readBigUInt64LE(start)), size };
    return { key, value: this.#bytes.subarray(start, start + size) };
  }

  /** The first node of a leaf whose key is not below `key`; `count` where there is none. */
  lowerBound(key: Uint8Array): number {
    return this.#search(key, 0, 0);
  }

  /** The node of a branch below which `key` would be. The first has no key of its own: it takes all that is lower. */
  childFor(key: Uint8Array): number {
    return this.#search(key, 1, 1) - 1;
  }

  /** The first node from `low` on whose key compares with `key` as `bound` or higher. */
  #search(key: Uint8Array, low: number, bound: 0 | 1): number {
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const node = this.#node(middle);
      const order = this.#bytes.compare(key, 0, key.length, node + NODE_HEADER, this.#keyEnd(node));
      if (order < bound) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #keyEnd(node: number): number {
    const end = node + NODE_HEADER + this.#bytes.readUInt16LE(node + NODE.keySize);
    if (end > this.#bytes.length) throw this.#fault('has a key that leaves it');
    return end;
  }

  #node(index: number): number {
    const node = this.#bytes.readUInt16LE(PAGE_HEADER + 2 * index);
    if (node < this.#upper || node + NODE_HEADER > this.#bytes.length) throw this.#fault('has a node out of place');
    return node;
  }

  #fault(what: string) {
    return damaged(this.#path, `page ${this.#number} ${what}`);
  }
}
