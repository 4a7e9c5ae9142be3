import { stat, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { FilePages } from './file-pages.ts';
import { KIND, KIND_MASK, overflowPages, PAGE, PAGE_HEADER } from './format.ts';
import { META_SPAN, newestMeta, type FoundMeta } from './meta.ts';
import { damaged, notReadable } from './refusal.ts';
import { TreePage, type LeafNode } from './tree-page.ts';
import { openUserFile } from '../../../models/base/user-file.ts';

export interface LmdbStat {
  entries: number;
  /** Levels of the tree, 0 without entries. */
  depth: number;
  /** In bytes. */
  pageSize: number;
}

export interface OpenLmdbOptions {
  /** Bytes; a larger value is refused with `out-of-memory` before anything is allocated for it. */
  valueLimit?: number;
}

const VALUE_LIMIT = 256 * 2 ** 20;

/**
 * Opens the main database of an LMDB 0.9 file, or of the folder that holds `data.mdb`, for reading. Nothing is written,
 * created or locked; what is read is the transaction that was the last when it was opened. Throws `not-found`,
 * `not-readable`, `empty-file`, `file-damaged`, and `bad-argument` for other kinds of LMDB files and databases.
 */
export async function openLmdb(path: string, { valueLimit = VALUE_LIMIT }: OpenLmdbOptions = {}): Promise<Lmdb> {
  const file = await dataFile(resolve(path));
  let handle: FileHandle | undefined;
  try {
    ({ file: handle } = await openUserFile(file));
    const head = Buffer.alloc(META_SPAN);
    const { bytesRead } = await handle.read(head, 0, META_SPAN, 0);
    if (bytesRead === 0) throw new Problem('lmdb-empty', { file });
    const meta = newestMeta(head.subarray(0, bytesRead));
    if (!meta) throw notReadable(file, head.subarray(0, bytesRead));
    if (meta.mainFlags !== 0)
      throw nested(file, 'is ordered or filled in a special way (DUPSORT, INTEGERKEY, REVERSEKEY)');
    const { size, mtimeMs } = await handle.stat();
    return new Lmdb(handle, { file, size, modified: mtimeMs, meta, valueLimit });
  } catch (error) {
    await handle?.close();
    throw asProblem(error, file, 'read');
  }
}

async function dataFile(path: string): Promise<string> {
  const kindOf = (name: string) =>
    stat(name).catch((error: unknown) => {
      throw asProblem(error, name, 'read');
    });
  const named = await kindOf(path);
  const file = named.isDirectory() ? join(path, 'data.mdb') : path;
  const facts = named.isDirectory() ? await kindOf(file) : named;
  if (facts.isFile()) return file;
  throw new Problem('lmdb-no-file', { file });
}

const nested = (file: string, what: string): Problem => new Problem('lmdb-not-plain', { file, what });

interface Opened {
  file: string;
  size: number;
  modified: number;
  meta: FoundMeta;
  valueLimit: number;
}

/** An open LMDB file. Keys are compared as bytes; strings stand for their UTF-8. Close it when done. */
export class Lmdb {
  /** The data file itself. */
  readonly file: string;
  readonly stat: LmdbStat;
  /** Changes whenever the content does: from size, time of change and the last transaction. */
  readonly fingerprint: string;
  readonly #handle: FileHandle;
  readonly #pages: FilePages;
  readonly #meta: FoundMeta;
  readonly #valueLimit: number;

  constructor(handle: FileHandle, { file, size, modified, meta, valueLimit }: Opened) {
    this.file = file;
    this.stat = { entries: meta.entries, depth: meta.depth, pageSize: meta.pageSize };
    this.fingerprint = [size, modified, meta.transaction, meta.root ?? '', meta.lastPage, meta.entries].join('-');
    this.#handle = handle;
    this.#pages = new FilePages(handle, file, meta, size);
    this.#meta = meta;
    this.#valueLimit = valueLimit;
  }

  /**
   * The value of a key, or undefined. Throws `file-damaged`, `in-use` when a writer has overtaken the snapshot,
   * `out-of-memory` above the value limit, `bad-argument` where the key names a database or a set of values.
   */
  async get(key: string | Uint8Array): Promise<Uint8Array | undefined> {
    const wanted = bytesOf(key);
    const leaf = (await this.#pathTo(wanted)).at(-1);
    if (!leaf || leaf.index === leaf.page.count) return undefined;
    const node = leaf.page.leaf(leaf.index);
    return Buffer.compare(node.key, wanted) === 0 ? this.#valueOf(node) : undefined;
  }

  /** The first key that is not below `from`, or undefined. Throws as `get` does. */
  async firstKey(from: string | Uint8Array): Promise<Uint8Array | undefined> {
    for await (const { key } of this.#nodes(bytesOf(from))) return copyOf(key);
    return undefined;
  }

  /** All entries in ascending order of their keys, from `from` on. Throws as `get` does. */
  async *entries(from?: string | Uint8Array): AsyncGenerator<[key: Uint8Array, value: Uint8Array]> {
    for await (const node of this.#nodes(from === undefined ? undefined : bytesOf(from))) {
      yield [copyOf(node.key), await this.#valueOf(node)];
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async *#nodes(from?: Uint8Array): AsyncGenerator<LeafNode> {
    const path = await this.#pathTo(from);
    let previous: Buffer | undefined;
    for (let leaf = path.pop(); leaf; leaf = path.pop()) {
      for (let index = leaf.index; index < leaf.page.count; index++) {
        const node = leaf.page.leaf(index);
        // Also what ends the walk through a tree that leads back into itself.
        if (previous && Buffer.compare(previous, node.key) >= 0) throw damaged(this.file, 'its keys are out of order');
        previous = node.key;
        yield node;
      }
      await this.#toNextLeaf(path);
    }
  }

  /** From the branches above a leaf that is done to the next leaf; empties the path where there is none. */
  async #toNextLeaf(path: Position[]): Promise<void> {
    for (let branch = path.at(-1); branch; branch = path.at(-1)) {
      if (++branch.index < branch.page.count) return this.#descend(path, undefined);
      path.pop();
    }
  }

  /** From the root to the leaf where `key` is or would be; without a key to the first. */
  async #pathTo(key: Uint8Array | undefined): Promise<Position[]> {
    const path: Position[] = [];
    if (this.#meta.root !== undefined) await this.#descend(path, key);
    return path;
  }

  /** Completes a path down to a leaf. The tree is as deep as the meta page says, so this ends in a cycle too. */
  async #descend(path: Position[], key: Uint8Array | undefined): Promise<void> {
    while (path.length < this.#meta.depth) {
      const above = path.at(-1);
      const number = above ? above.page.child(above.index) : (this.#meta.root as number);
      const bytes = this.#pages.page(number);
      const page = new TreePage(bytes instanceof Promise ? await bytes : bytes, number, this.file);
      if (page.isLeaf !== (path.length === this.#meta.depth - 1)) {
        throw damaged(this.file, `page ${number} is at the wrong depth of the tree`);
      }
      const index = key === undefined ? 0 : page.isLeaf ? page.lowerBound(key) : page.childFor(key);
      path.push({ page, index });
    }
  }

  async #valueOf(node: LeafNode): Promise<Uint8Array> {
    if ('nested' in node) throw nested(this.file, 'holds named databases or several values for one key');
    if ('value' in node) return copyOf(node.value);
    const { page, size } = node;
    this.#pages.offsetOf(page, PAGE_HEADER + size);
    if (size > this.#valueLimit) {
      throw new Problem('lmdb-value-too-large', {
        key: JSON.stringify(node.key.toString()),
        file: this.file,
        bytes: size,
        limit: this.#valueLimit,
      });
    }
    const bytes = await this.#pages.run(page, PAGE_HEADER + size);
    const holds =
      bytes.readUIntLE(PAGE.number, 6) === page &&
      (bytes.readUInt16LE(PAGE.kind) & KIND_MASK) === KIND.overflow &&
      bytes.readUInt32LE(PAGE.run) >= overflowPages(size, this.#meta.pageSize);
    if (!holds) throw damaged(this.file, `page ${page} does not begin the value that it should`);
    return copyOf(bytes.subarray(PAGE_HEADER));
  }
}

/** A page on the way to an entry, and which of its nodes leads on. */
interface Position {
  page: TreePage;
  index: number;
}

const bytesOf = (key: string | Uint8Array): Uint8Array => (typeof key === 'string' ? Buffer.from(key) : key);

const copyOf = (bytes: Buffer): Uint8Array => new Uint8Array(bytes);
