import { Problem } from '../../../models/base/problem.ts';
import { DATA_VERSION, MAGIC, META } from './format.ts';

/** What is wrong with a file, as a clause without its full stop. */
export const damaged = (file: string, what: string): Problem =>
  new Problem(
    'file-damaged',
    `${file} is damaged: ${what}.`,
    'Copy or download it again; if it is the only copy, take what LMDB can still read of it with mdb_dump and mdb_load.',
  );

/** Why a file without a usable meta page cannot be read. */
export function notReadable(file: string, head: Buffer): Problem {
  const at = (offset: number): Buffer => head.subarray(offset, offset + 4);
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  if (at(META.magic).equals(magic) && head.length >= META.end) {
    const version = head.readUInt32LE(META.version);
    if (version === DATA_VERSION) return damaged(file, 'neither of its meta pages holds together');
    return foreign(`${file} is an LMDB file of data version ${version}; only version ${DATA_VERSION} is read.`);
  }
  // The page header is 4 bytes shorter where pointers are.
  if (at(META.magic - 4).equals(magic)) return foreign(`${file} is an LMDB file of a 32-bit computer.`);
  if (at(META.magic).equals(magic.reverse())) return foreign(`${file} is an LMDB file of a big-endian computer.`);
  return new Problem(
    'file-damaged',
    `${file} is no LMDB file, or its beginning is lost.`,
    'Name the data.mdb of an LMDB set or the folder that holds it.',
  );
}

const foreign = (sentence: string): Problem =>
  new Problem(
    'bad-argument',
    sentence,
    'Write it out with mdb_dump of the LMDB that made it, and bring it in with mdb_load of LMDB 0.9 on a 64-bit computer.',
  );
