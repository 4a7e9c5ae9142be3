import type { Definitions } from './definition.ts';

/** Imports. */
export const IMPORTING = {
  'no-place-to-go-on': {
    code: 'bad-argument',
    sentence: '{location} holds no {after} after which an import could go on.',
  },
  'label-file-faulty': { code: 'file-damaged', sentence: '{subject} {what}.' },
  'import-place-is-file': { code: 'bad-argument', sentence: '{folder} is a file, not a folder.' },
  'linked-folder': { code: 'bad-argument', sentence: '{path} is a link to a folder, which is not followed.' },
  'name-not-utf8': { code: 'not-readable', sentence: 'The name of {path} is not valid UTF-8.' },
  'no-pictures-to-import': {
    code: 'bad-argument',
    sentence: '{folder} holds no PNG, JPEG, WebP, TIFF, BMP, GIF, AVIF or JPEG 2000 pictures.',
  },
  'side-outside': { code: 'bad-argument', sentence: '{path} does not lie in {folder}.' },
  'side-not-folder': { code: 'bad-argument', sentence: '{path} is not a folder.' },
  'sides-equal': { code: 'bad-argument', sentence: 'LR and HR are the same folder.' },
  'lr-without-hr': { code: 'bad-argument', sentence: '{path} is an LR picture without an HR partner.' },
  'stray-picture': { code: 'bad-argument', sentence: '{path} lies among pairs but belongs to none.' },
  'several-lmdb-sets': {
    code: 'bad-argument',
    sentence: '{location} holds several LMDB sets and is none itself: {sets}.',
  },
  'photo-missing': { code: 'not-found', sentence: '{photo} was not found among the photos.' },
  'photo-ambiguous': { code: 'bad-argument', sentence: '{photo} is there more than once: {paths}.' },
  'photo-of-other-size': {
    code: 'bad-argument',
    sentence: '{path} is {width}×{height} pixels, but its polygons were drawn on {drawnWidth}×{drawnHeight}.',
  },
  'polygon-faulty': { code: 'file-damaged', sentence: '{crop} {fault}.' },
  'polygon-too-large': {
    code: 'image-too-large',
    sentence: '{crop} covers {width}×{height} pixels, more than {limit} megapixels.',
  },
  'not-photo-json': { code: 'file-damaged', sentence: '{path} {what}.' },
  'photo-json-faulty': { code: 'file-damaged', sentence: '{subject} {what}.' },
  'picture-file-too-large': { code: 'image-too-large', sentence: '{path} is larger than {limit} MiB.' },
  'item-without-picture': { code: 'bad-argument', sentence: '{item} has no picture.' },
  'label-unfit': { code: 'bad-argument', sentence: 'The label of {item} cannot be kept: {why}' },
  'lmdb-without-samples': {
    code: 'bad-argument',
    sentence: '{file} is an LMDB file, but has no {count} and no {samples}.',
  },
  'no-place-in-set': { code: 'bad-argument', sentence: '“{cursor}” is no place in {set}.' },
  'samples-missing': { code: 'not-found', sentence: '{samples} of {file} {were} counted by {count}, but not there.' },
  'samples-beyond-count': {
    code: 'bad-argument',
    sentence:
      '{file} has samples up to {present}, but {count} ends at {announced}; the rest was left out, as it may be left from an older set.',
  },
  'count-no-number': {
    code: 'file-damaged',
    sentence: '{count} of {file} says “{said}”, which is no number; the samples were counted instead.',
  },
  'part-of-source': { code: 'bad-argument', sentence: '{location} is nothing that can be imported by itself.' },
  'nothing-to-import': { code: 'bad-argument', sentence: '{location} is nothing that can be imported by itself.' },
  'link-to-no-file': { code: 'bad-argument', sentence: '{path} leads to a device, a pipe or a socket, not to a file.' },
} as const satisfies Definitions;
