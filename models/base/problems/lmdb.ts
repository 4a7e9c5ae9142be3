import type { Definitions } from './definition.ts';

/** LMDB files and the sets in them. */
export const LMDB = {
  'lmdb-changed': { code: 'in-use', sentence: '{file} was changed by another program while it was read.' },
  'lmdb-empty': { code: 'empty-file', sentence: '{file} is empty.' },
  'lmdb-no-file': { code: 'bad-argument', sentence: '{file} is no file.' },
  'lmdb-not-plain': {
    code: 'bad-argument',
    sentence: '{file} {what}; only plain databases with one value per key are read.',
  },
  'lmdb-value-too-large': {
    code: 'out-of-memory',
    sentence: 'The value of {key} in {file} takes {bytes} bytes.',
    also: ['limit'],
  },
  'spool-changed': { code: 'file-damaged', sentence: 'A temporary file for {subject} was changed by another program.' },
  'lmdb-damaged': { code: 'file-damaged', sentence: '{file} is damaged: {what}.' },
  'not-lmdb': { code: 'file-damaged', sentence: '{file} is no LMDB file, or its beginning is lost.' },
  'sample-image-empty': { code: 'empty-file', sentence: 'An image of sample {sample} of {file} has no bytes.' },
  'sample-field-unfit': {
    code: 'bad-argument',
    sentence: '{field} of {file} is not {means}; the sample was taken without it.',
  },
  'lmdb-page-size': { code: 'bad-argument', sentence: '{bytes} bytes is no page size of LMDB.' },
  'lmdb-writing-stopped': { code: 'cancelled', sentence: 'Writing {subject} was stopped; nothing of it was kept.' },
  'lmdb-of-other-version': {
    code: 'bad-argument',
    sentence: '{file} is an LMDB file of data version {version}; only version {known} is read.',
  },
  'lmdb-of-32-bit': { code: 'bad-argument', sentence: '{file} is an LMDB file of a 32-bit computer.' },
  'lmdb-big-endian': { code: 'bad-argument', sentence: '{file} is an LMDB file of a big-endian computer.' },
  'lmdb-key-length': { code: 'bad-argument', sentence: '{subject}: the key {key} has {bytes} bytes.', also: ['limit'] },
  'lmdb-key-order': { code: 'bad-argument', sentence: '{subject}: the key {key} does not come after {last}.' },
  'lmdb-value-length': { code: 'bad-argument', sentence: '{subject}: the value of {key} has {bytes} bytes.' },
  'sample-without-images': { code: 'not-found', sentence: 'Sample {sample} of {file} has a label, but no image.' },
  'sample-without-hr': {
    code: 'not-found',
    sentence: 'Sample {sample} of {file} has an LR image, but no HR image.',
    also: ['key'],
  },
  'sample-without-lr': {
    code: 'not-found',
    sentence: 'Sample {sample} of {file} has an HR image, but no LR image.',
    also: ['key'],
  },
  'sample-label-too-long': {
    code: 'bad-argument',
    sentence: '{key} of {file} has {characters} characters, too many for a text; the sample was taken without it.',
  },
  'sample-label-zeros': {
    code: 'bad-argument',
    sentence: '{key} of {file} holds zeros, which are no text; the sample was taken without it.',
  },
  'sample-label-not-utf8': {
    code: 'bad-argument',
    sentence: '{key} of {file} is not UTF-8 and was read as Windows-1252.',
  },
} as const satisfies Definitions;
