/** LMDB files and the sets in them. */
export const LMDB = {
  'lmdb-changed': 'Wait until nothing writes to it any more, then start again.',
  'lmdb-empty': 'Copy or download it again.',
  'lmdb-no-file': 'Name the data.mdb of an LMDB set or the folder that holds it.',
  'lmdb-not-plain': 'Copy its entries into a plain LMDB file with the program that made it.',
  'lmdb-value-too-large': 'Leave it out of the set: at most {limit} bytes are taken into memory at once.',
  'spool-changed': 'Start it again, and leave files that begin with .palimpsest- alone meanwhile.',
  'lmdb-damaged':
    'Copy or download it again; if it is the only copy, take what LMDB can still read of it with mdb_dump and mdb_load.',
  'not-lmdb': 'Name the data.mdb of an LMDB set or the folder that holds it.',
  'sample-image-empty': 'Make the set again from its images.',
  'sample-field-unfit': 'Correct it in the set, or say it in the project.',
  'lmdb-page-size': 'Take 4096.',
  'lmdb-writing-stopped': 'Start it again.',
  'lmdb-of-other-version':
    'Write it out with mdb_dump of the LMDB that made it, and bring it in with mdb_load of LMDB 0.9 on a 64-bit computer.',
  'lmdb-of-32-bit':
    'Write it out with mdb_dump of the LMDB that made it, and bring it in with mdb_load of LMDB 0.9 on a 64-bit computer.',
  'lmdb-big-endian':
    'Write it out with mdb_dump of the LMDB that made it, and bring it in with mdb_load of LMDB 0.9 on a 64-bit computer.',
  'lmdb-key-length': 'Keys have 1 to {limit} bytes.',
  'lmdb-key-order': 'Give each key once, in order.',
  'lmdb-value-length': 'Values have less than 4 GiB.',
  'sample-without-images': 'Add its images to the set, or leave it out.',
  'sample-without-hr': 'Add {key} to the set.',
  'sample-without-lr': 'Add {key} to the set.',
  'sample-label-too-long': 'Correct the label in the set, or say it in the project.',
  'sample-label-zeros': 'Correct the label in the set, or say it in the project.',
  'sample-label-not-utf8': 'Look at the text, and write the set again with labels in UTF-8.',
};
