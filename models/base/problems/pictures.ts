import type { Definitions } from './definition.ts';

/** Pictures: decoding, sizes. */
export const PICTURES = {
  'too-large-to-show': { code: 'image-too-large', sentence: '{name} has more than {limit} megapixels.' },
  'picture-too-large': {
    code: 'image-too-large',
    sentence: '{name} is {width}×{height} pixels, more than {limit} megapixels.',
  },
  'picture-damaged': { code: 'image-damaged', sentence: '{name} is a damaged or incomplete {format} image.' },
  'picture-kind-unread': { code: 'not-an-image', sentence: '{name} is a {format} with {kind}, which cannot be read.' },
  'picture-needs-memory': { code: 'image-too-large', sentence: '{name} needs more memory to decode than is allowed.' },
  'picture-empty': { code: 'empty-file', sentence: '{name} is empty (0 bytes).' },
  'picture-too-wide': {
    code: 'image-too-wide',
    sentence: '{name} is {width}×{height} pixels, more than {aspect} times wider than tall.',
  },
  'picture-too-small': {
    code: 'image-too-small',
    sentence: '{name} is {width}×{height} pixels: too small to hold text.',
    also: ['least'],
  },
  'document-not-picture': {
    code: 'not-an-image',
    sentence: '{name} is {what}, not a picture that can be read.',
  },
  'foreign-picture': { code: 'not-an-image', sentence: '{name} is {what}, not a picture that can be read.' },
  'video-not-picture': {
    code: 'not-an-image',
    sentence: '{name} is {what}, not a picture that can be read.',
  },
  'archive-not-picture': {
    code: 'not-an-image',
    sentence: '{name} is {what}, not a picture that can be read.',
  },
  'pointer-not-picture': {
    code: 'not-an-image',
    sentence: '{name} is {what}, not a picture that can be read.',
  },
  'zeros-not-picture': {
    code: 'not-an-image',
    sentence: '{name} is {what}, not a picture that can be read.',
  },
  'page-not-picture': { code: 'not-an-image', sentence: '{name} is {what}, not a picture that can be read.' },
  'text-not-picture': { code: 'not-an-image', sentence: '{name} is {what}, not a picture that can be read.' },
  'not-a-picture': { code: 'not-an-image', sentence: '{name} is not a picture that can be read.' },
  'no-text-found': { code: 'no-text', sentence: 'No text was found on {name}.' },
  'nothing-read': { code: 'no-text', sentence: 'Lines were found on {name}, but nothing could be read in them.' },
  'text-too-large-for-picture': {
    code: 'text-too-large',
    sentence: 'Text on {name} is {rows} pixels high, nearly as large as the picture.',
  },
  'page-lies-turned': { code: 'page-turned', sentence: '{name} lies {how}; its text was turned upright for reading.' },
  'first-frame-only': {
    code: 'bad-argument',
    sentence: '{path} is an animation of {count} frames, of which only the first is read.',
  },
  'first-picture-only': {
    code: 'bad-argument',
    sentence: '{path} holds {count} pictures, of which only the first is read.',
  },
} as const satisfies Definitions;
