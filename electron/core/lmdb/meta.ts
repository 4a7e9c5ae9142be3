import {
  DATA_VERSION,
  DEPTH_LIMIT,
  FREE_FLAGS,
  isPageSize,
  KIND,
  LARGEST_PAGE,
  MAGIC,
  META,
  NO_PAGE,
  PAGE,
  SMALLEST_PAGE,
} from './format.ts';

/** What a meta page says of the main database at one transaction. */
export interface Meta {
  pageSize: number;
  /** How far a writer that names no size of its own may let the file grow, in bytes. */
  mapSize: number;
  mainFlags: number;
  /** Levels of the tree: 0 without entries, 1 for a single leaf. */
  depth: number;
  branchPages: number;
  leafPages: number;
  overflowPages: number;
  entries: number;
  /** Undefined where there are no entries. */
  root: number | undefined;
  lastPage: number;
  transaction: bigint;
}

export interface FoundMeta extends Meta {
  /** Of its page within the file. */
  offset: number;
}

/** Bytes from the start of a file within which both meta pages end. */
export const META_SPAN = LARGEST_PAGE + META.end;
const LAST_PAGE_LIMIT = 2 ** 40;

/** The meta page with the higher transaction number among those that hold together, or undefined. */
export function newestMeta(head: Buffer): FoundMeta | undefined {
  const first = metaAt(head, 0);
  const sizes: number[] = [];
  if (first) sizes.push(first.pageSize);
  else for (let size = SMALLEST_PAGE; size <= LARGEST_PAGE; size *= 2) sizes.push(size);
  const second = sizes.map((size) => metaAt(head, size)).find((meta) => meta && meta.offset === meta.pageSize);
  if (!first || !second) return first ?? second;
  return second.transaction > first.transaction ? second : first;
}

function metaAt(head: Buffer, offset: number): FoundMeta | undefined {
  if (head.length < offset + META.end) return undefined;
  const bytes = head.subarray(offset, offset + META.end);
  const pageSize = bytes.readUInt32LE(META.pageSize);
  const count = (field: number): number => Number(bytes.readBigUInt64LE(field));
  const root = bytes.readBigUInt64LE(META.root);
  const meta: FoundMeta = {
    offset,
    pageSize,
    mapSize: count(META.mapSize),
    mainFlags: bytes.readUInt16LE(META.mainFlags),
    depth: bytes.readUInt16LE(META.depth),
    branchPages: count(META.branchPages),
    leafPages: count(META.leafPages),
    overflowPages: count(META.overflowPages),
    entries: count(META.entries),
    root: root === NO_PAGE ? undefined : Number(root),
    lastPage: count(META.lastPage),
    transaction: bytes.readBigUInt64LE(META.transaction),
  };
  const holds =
    (bytes.readUInt16LE(PAGE.kind) & KIND.meta) !== 0 &&
    bytes.readUInt32LE(META.magic) === MAGIC &&
    bytes.readUInt32LE(META.version) === DATA_VERSION &&
    isPageSize(pageSize) &&
    meta.lastPage >= 1 &&
    meta.lastPage <= LAST_PAGE_LIMIT &&
    rootHolds(meta);
  return holds ? meta : undefined;
}

function rootHolds({ root, depth, lastPage }: Meta): boolean {
  if (root === undefined) return depth === 0;
  return root >= 2 && root <= lastPage && depth >= 1 && depth <= DEPTH_LIMIT;
}

/** A whole meta page, 0 or 1, of a file without free pages. */
export function encodeMeta(number: 0 | 1, meta: Meta): Buffer {
  const page = Buffer.alloc(meta.pageSize);
  page.writeUInt8(number, PAGE.number);
  page.writeUInt16LE(KIND.meta, PAGE.kind);
  page.writeUInt32LE(MAGIC, META.magic);
  page.writeUInt32LE(DATA_VERSION, META.version);
  page.writeBigUInt64LE(BigInt(meta.mapSize), META.mapSize);
  page.writeUInt32LE(meta.pageSize, META.pageSize);
  page.writeUInt16LE(FREE_FLAGS, META.freeFlags);
  page.writeBigUInt64LE(NO_PAGE, META.freeRoot);
  page.writeUInt16LE(meta.mainFlags, META.mainFlags);
  page.writeUInt16LE(meta.depth, META.depth);
  page.writeBigUInt64LE(BigInt(meta.branchPages), META.branchPages);
  page.writeBigUInt64LE(BigInt(meta.leafPages), META.leafPages);
  page.writeBigUInt64LE(BigInt(meta.overflowPages), META.overflowPages);
  page.writeBigUInt64LE(BigInt(meta.entries), META.entries);
  page.writeBigUInt64LE(meta.root === undefined ? NO_PAGE : BigInt(meta.root), META.root);
  page.writeBigUInt64LE(BigInt(meta.lastPage), META.lastPage);
  page.writeBigUInt64LE(meta.transaction, META.transaction);
  return page;
}
