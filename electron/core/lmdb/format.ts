/**
 * The file format of LMDB 0.9 (data version 1) as 64-bit little-endian machines write it. All sizes and offsets in bytes.
 *
 * A file is a row of pages of one size. Pages 0 and 1 are meta pages, of which the one with the higher transaction number
 * counts. Branch and leaf pages hold a table of 16-bit node offsets that grows up from the header, and nodes that grow
 * down from the end. A value above `nodeLimit` lies in a run of overflow pages of its own.
 */
export const PAGE_HEADER = 16;
/** Of a page: number (u64), padding (u16), kind (u16), then end of offsets and start of nodes (u16 each) or run length (u32). */
export const PAGE = { number: 0, kind: 10, lower: 12, upper: 14, run: 12 } as const;
/** LEAF2 and SUB belong to databases with several values per key. DIRTY and above only matter to a writer in memory. */
export const KIND = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08, leaf2: 0x20, sub: 0x40 } as const;
export const KIND_MASK = 0x6f;

export const NODE_HEADER = 8;
/** Of a node: value size or child page in 16-bit parts, low ones first; flags are the highest part of a child page. */
export const NODE = { low: 0, high: 2, flags: 4, keySize: 6 } as const;
/** The value lies in overflow pages; is a named database; is a set of values. */
export const NODE_FLAG = { overflow: 0x01, database: 0x02, duplicates: 0x04 } as const;

export const MAGIC = 0xbeefc0de;
export const DATA_VERSION = 1;
/** Of a meta page, its page header included. The free-page database's first field doubles as the page size. */
export const META = {
  magic: 16,
  version: 20,
  mapSize: 32,
  pageSize: 40,
  freeFlags: 44,
  freeRoot: 80,
  mainFlags: 92,
  depth: 94,
  branchPages: 96,
  leafPages: 104,
  overflowPages: 112,
  entries: 120,
  root: 128,
  lastPage: 136,
  transaction: 144,
  end: 152,
} as const;
/** The keys of the free-page database are integers. */
export const FREE_FLAGS = 0x08;
/** The root of a database without entries. */
export const NO_PAGE = 0xffff_ffff_ffff_ffffn;

export const SMALLEST_PAGE = 512;
export const LARGEST_PAGE = 32_768;
/** As deep as a cursor of LMDB goes. */
export const DEPTH_LIMIT = 32;
export const KEY_LIMIT = 511;
export const VALUE_LIMIT = 0xffff_ffff;

/** The largest leaf node that keeps its value in the page: two of them fit. */
export const nodeLimit = (pageSize: number): number => (((pageSize - PAGE_HEADER) >> 1) & ~1) - 2;

/** Pages in the run that holds a value of `size` bytes. */
export const overflowPages = (size: number, pageSize: number): number =>
  Math.floor((PAGE_HEADER - 1 + size) / pageSize) + 1;

export const isPageSize = (size: number): boolean =>
  size >= SMALLEST_PAGE && size <= LARGEST_PAGE && (size & (size - 1)) === 0;
