import type { Definitions } from './definition.ts';

/** A project's folder, its database, its models. */
export const PROJECT = {
  'project-newer': {
    code: 'newer-version',
    sentence: '{file} has format version {version}, made by a newer Palimpsest; this one knows versions up to {known}.',
  },
  'database-not-ours': {
    code: 'not-a-project',
    sentence: '{file} is not a Palimpsest project, or its beginning was overwritten.',
  },
  'copy-exists': { code: 'bad-argument', sentence: '{destination} already exists.' },
  'project-disk-full': { code: 'disk-full', sentence: 'The disk that holds {file} is full.' },
  'database-not-writable': { code: 'not-writable', sentence: '{file} may not be written here ({detail}).' },
  'database-in-use': { code: 'in-use', sentence: '{file} is being written by another program.' },
  'disk-failed': {
    code: 'not-readable',
    sentence: 'The disk failed while {file} was read or written ({detail}, {status}).',
  },
  'database-damaged': { code: 'file-damaged', sentence: '{file} is damaged: {fault}.' },
  'project-model-taken': { code: 'conflict', sentence: 'The project has another model “{model}”.' },
  'project-weights-missing': {
    code: 'weights-missing',
    sentence: "The weights of {model} are not in the project's folder any more.",
  },
  'model-needed': { code: 'conflict', sentence: 'Something depends on {model}: {reasons}.' },
  'no-pairs-chosen': { code: 'bad-argument', sentence: 'No pairs of LR and HR are among those that were chosen.' },
  'pair-pictures-gone': { code: 'not-found', sentence: 'The pictures of {pair} are gone.' },
  'no-lr-chosen': { code: 'bad-argument', sentence: 'No LR pictures are among the pairs that were chosen.' },
  'pair-picture-gone': { code: 'not-found', sentence: '{picture} is gone.' },
  'project-unnamed': { code: 'bad-argument', sentence: 'The project has no name.' },
  'project-place-is-file': { code: 'bad-argument', sentence: '{place} is a file.' },
  'folder-not-empty': { code: 'bad-argument', sentence: 'The folder {place} is not empty.' },
  'no-project-open': { code: 'bad-argument', sentence: 'No project is open.' },
  'opened-to-read': { code: 'not-writable', sentence: '{folder} was opened for reading only.' },
  'project-is-file': { code: 'not-a-project', sentence: '{folder} is a file.' },
  'folder-without-project': { code: 'not-a-project', sentence: 'The folder {folder} holds no project.' },
  'other-project-open': { code: 'conflict', sentence: 'Another project is open by now.' },
  'no-project-model': { code: 'not-found', sentence: 'The project has no model “{key}”.', also: ['known'] },
  'no-project-models': { code: 'not-found', sentence: 'The project has no model “{key}”.' },
  'project-held-here': {
    code: 'in-use',
    sentence: '{folder} is open in {program} (process {pid} on {host}, since {since}).',
    also: ['lockFile'],
  },
  'project-held-elsewhere': {
    code: 'in-use',
    sentence: '{folder} is open in {program} (process {pid} on {host}, since {since}).',
    also: ['lockFile'],
  },
  'journal-disk-full': {
    code: 'disk-full',
    sentence: 'The label was not saved, because the journal of labels cannot be written: {why}',
  },
  'path-too-long-for-database': {
    code: 'bad-argument',
    sentence: 'The path {folder} is too long for a database: {bytes} bytes, and {most} are possible.',
  },
  'journal-not-writable': {
    code: 'not-writable',
    sentence: 'The label was not saved, because the journal of labels cannot be written: {why}',
  },
  'check-stopped': { code: 'cancelled', sentence: 'The check was stopped.' },
  'no-such-backup': { code: 'not-found', sentence: '{folder} has no backup {backup}.' },
  'database-fault': { code: 'file-damaged', sentence: '{file}: {fault}.' },
  'reference-dangling': { code: 'file-damaged', sentence: 'A reference leads nowhere: {reference}.' },
  'image-bytes-lost': { code: 'file-damaged', sentence: 'Image {image} has lost its bytes.' },
  'image-size-wrong': { code: 'file-damaged', sentence: 'Image {image} has {bytes} bytes instead of {size}.' },
  'image-hash-wrong': { code: 'file-damaged', sentence: 'Image {image} does not have the bytes of its SHA-256.' },
  'label-history-differs': {
    code: 'file-damaged',
    sentence: 'The label of pair {pair}, pass {pass}, is not what its history adds up to.',
  },
  'journal-labels-missing': {
    code: 'file-damaged',
    sentence: '{labels} labels of the journal are not in the project.',
  },
  'journal-lines-damaged': { code: 'file-damaged', sentence: '{lines} lines of the journal of labels are damaged.' },
  'images-orphaned': { code: 'internal', sentence: '{images} images belong to no pair.' },
  'sides-exchanged': {
    code: 'bad-argument',
    sentence:
      '{pairs} pairs have an LR image that is larger than the HR image, pair {pair} the first; the sides may be exchanged.',
  },
} as const satisfies Definitions;
