import { Problem } from '../../../models/base/problem.ts';
import { DATA_VERSION, MAGIC, META } from './format.ts';

/** What is wrong with a file, as a clause without its full stop. */
export const damaged = (file: string, what: string): Problem => new Problem('lmdb-damaged', { file, what });

/** Why a file without a usable meta page cannot be read. */
export function notReadable(file: string, head: Buffer): Problem {
  const at = (offset: number): Buffer => head.subarray(offset, offset + 4);
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  if (at(META.magic).equals(magic) && head.length >= META.end) {
    const version = head.readUInt32LE(META.version);
    if (version === DATA_VERSION) return damaged(file, 'neither of its meta pages holds together');
    return new Problem('lmdb-of-other-version', { file, version, known: DATA_VERSION });
  }
  // The page header is 4 bytes shorter where pointers are.
  if (at(META.magic - 4).equals(magic)) return new Problem('lmdb-of-32-bit', { file });
  if (at(META.magic).equals(magic.reverse())) return new Problem('lmdb-big-endian', { file });
  return new Problem('not-lmdb', { file });
}
