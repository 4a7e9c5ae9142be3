import type { FileHandle } from 'node:fs/promises';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { META, PAGE_HEADER } from './format.ts';
import type { FoundMeta } from './meta.ts';
import { damaged } from './refusal.ts';

/** A whole number of pages of every size. */
const BLOCK = 65_536;
const CACHED_BLOCKS = 256;

/**
 * Pages of an open file by number, read in blocks of which the last used are kept: 16 MiB at most. Everything handed out
 * belongs to the transaction of `meta`: a file that a writer has taken beyond it meanwhile gives `in-use`.
 */
export class FilePages {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #meta: FoundMeta;
  readonly #size: number;
  /** In the order of their last use. */
  readonly #blocks = new Map<number, Buffer | Promise<Buffer>>();

  constructor(file: FileHandle, path: string, meta: FoundMeta, size: number) {
    this.#file = file;
    this.#path = path;
    this.#meta = meta;
    this.#size = size;
  }

  /** A page that the tree names, at once if it is held. The bytes are shared: not to be written to. */
  page(number: number): Buffer | Promise<Buffer> {
    const { pageSize } = this.#meta;
    const start = this.offsetOf(number, pageSize);
    const cut = (block: Buffer) => block.subarray(start % BLOCK, (start % BLOCK) + pageSize);
    const block = this.#block(Math.floor(start / BLOCK));
    return block instanceof Promise ? block.then(cut) : cut(block);
  }

  /** The first `length` bytes of the run of pages from `number` on. The bytes are shared. */
  async run(number: number, length: number): Promise<Buffer> {
    const start = this.offsetOf(number, length);
    if (length > BLOCK) return this.#read(start, length);
    const first = Math.floor(start / BLOCK);
    const head = (await this.#block(first)).subarray(start % BLOCK, (start % BLOCK) + length);
    if (head.length === length) return head;
    return Buffer.concat([head, (await this.#block(first + 1)).subarray(0, length - head.length)]);
  }

  /** Where a page begins that the file names, once `length` bytes are known to follow it. Throws `file-damaged`. */
  offsetOf(number: number, length: number): number {
    const { pageSize, lastPage } = this.#meta;
    if (!(number >= 2 && number <= lastPage)) throw damaged(this.#path, `it points to page ${number}, which it lacks`);
    const pages = Math.ceil(length / pageSize);
    if (number + pages - 1 > lastPage) throw damaged(this.#path, `the run at page ${number} leaves the file`);
    const start = number * pageSize;
    if (start + Math.max(length, PAGE_HEADER) > this.#size) {
      throw damaged(this.#path, `it is cut off: page ${number} lies beyond its ${this.#size} bytes`);
    }
    return start;
  }

  #block(index: number): Buffer | Promise<Buffer> {
    const known = this.#blocks.get(index);
    const block = known ?? this.#fetch(index);
    this.#blocks.delete(index);
    this.#blocks.set(index, block);
    if (known) return known;
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > CACHED_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    return block;
  }

  /** Only what could be read stays in the cache; whoever waits for the rest gets the reason. */
  async #fetch(index: number): Promise<Buffer> {
    try {
      const block = await this.#read(index * BLOCK, Math.min(BLOCK, this.#size - index * BLOCK));
      if (this.#blocks.has(index)) this.#blocks.set(index, block);
      return block;
    } catch (error) {
      this.#blocks.delete(index);
      throw error;
    }
  }

  async #read(start: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length);
    if ((await this.#fill(bytes, start)) < length) throw damaged(this.#path, 'it became shorter while it was read');
    await this.#refuseOverwritten();
    return bytes;
  }

  /**
   * A writer leaves the pages of a snapshot alone until two transactions later, and that one writes its number over the
   * snapshot's own meta page. No lock is taken, so this is looked at after each read.
   */
  async #refuseOverwritten(): Promise<void> {
    const transaction = Buffer.alloc(8);
    const read = await this.#fill(transaction, this.#meta.offset + META.transaction);
    if (read === 8 && transaction.readBigUInt64LE() === this.#meta.transaction) return;
    throw new Problem('lmdb-changed', { file: this.#path });
  }

  async #fill(bytes: Buffer, start: number): Promise<number> {
    let filled = 0;
    try {
      while (filled < bytes.length) {
        const { bytesRead } = await this.#file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw asProblem(error, this.#path, 'read');
    }
    return filled;
  }
}
