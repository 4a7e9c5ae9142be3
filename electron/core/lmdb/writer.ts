import { join } from 'node:path';
import { Problem } from '../../../models/base/problem.ts';
import { AppendFile } from './append-file.ts';
import { isPageSize, KEY_LIMIT, VALUE_LIMIT } from './format.ts';
import { encodeMeta, type Meta } from './meta.ts';
import type { LmdbStat } from './reader.ts';
import { TreeBuilder } from './tree-builder.ts';

export type LmdbEntry = readonly [key: string | Uint8Array, value: Uint8Array];

export interface WriteLmdbOptions {
  /** Bytes, a power of two from 4096 to 32768. */
  pageSize?: number;
  signal?: AbortSignal;
  /** What problems call the set; the folder where not given. */
  subject?: string;
}

const PAGE_SIZE = 4096;
/** A key of 511 bytes must fit into a node, and three children into a branch. */
const SMALLEST_WRITTEN = 4096;
/** What a later writer may add without naming a map size of its own. */
const ROOM = 2 ** 30;

/**
 * Writes `data.mdb` into a folder that has none, from entries in ascending order of their keys' bytes, each value once from
 * beginning to end, and syncs it. What was written stays where it fails. Throws `bad-argument` for keys out of order, empty
 * or above 511 bytes and for values from 4 GiB on; `cancelled`, `disk-full`, `not-writable`, and what the entries throw.
 */
export async function writeLmdb(
  folder: string,
  entries: AsyncIterable<LmdbEntry> | Iterable<LmdbEntry>,
  { pageSize = PAGE_SIZE, signal, subject = folder }: WriteLmdbOptions = {},
): Promise<LmdbStat> {
  if (!isPageSize(pageSize) || pageSize < SMALLEST_WRITTEN) {
    throw new Problem('lmdb-page-size', { bytes: pageSize });
  }
  const file = await AppendFile.create(join(folder, 'data.mdb'), subject);
  try {
    await file.append(Buffer.alloc(2 * pageSize));
    const builder = new TreeBuilder(file, pageSize);
    let last: Uint8Array | undefined;
    for await (const [name, value] of entries) {
      if (signal?.aborted) throw cancelled(subject);
      const key = Buffer.from(name);
      refuseEntry(subject, last, key, value);
      await builder.add(key, value);
      last = key;
    }
    const tree = await builder.finish();
    await file.flush();
    await writeMetas(file, { ...tree, pageSize });
    await file.sync();
    return { entries: tree.entries, depth: tree.depth, pageSize };
  } finally {
    await file.close();
  }
}

/** Both tell the same, so that either may be lost. LMDB keeps even transactions in page 0, odd ones in page 1. */
async function writeMetas(
  file: AppendFile,
  tree: Omit<Meta, 'mapSize' | 'mainFlags' | 'lastPage' | 'transaction'>,
): Promise<void> {
  const { pageSize } = tree;
  const lastPage = file.length / pageSize - 1;
  const meta = { ...tree, mainFlags: 0, lastPage, mapSize: 2 * file.length + ROOM };
  await file.writeAt(0, encodeMeta(0, { ...meta, transaction: 2n }));
  await file.writeAt(pageSize, encodeMeta(1, { ...meta, transaction: 1n }));
}

function refuseEntry(subject: string, last: Uint8Array | undefined, key: Buffer, value: Uint8Array): void {
  const name = JSON.stringify(key.toString());
  if (key.length === 0 || key.length > KEY_LIMIT) {
    throw new Problem('lmdb-key-length', { subject, key: name, bytes: key.length, limit: KEY_LIMIT });
  }
  if (last && Buffer.compare(last, key) >= 0) {
    throw new Problem('lmdb-key-order', { subject, key: name, last: JSON.stringify(String(last)) });
  }
  if (value.length > VALUE_LIMIT) {
    throw new Problem('lmdb-value-length', { subject, key: name, bytes: value.length });
  }
}

const cancelled = (subject: string): Problem => new Problem('lmdb-writing-stopped', { subject });
