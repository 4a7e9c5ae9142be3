import type { Definitions } from './definition.ts';

/** Files and folders, wherever they are used. */
export const FILES = {
  'no-such-picture': { code: 'not-found', sentence: 'There is no such picture.' },
  'shown-file-gone': { code: 'not-found', sentence: '{path} is no file any more.' },
  'shown-file-too-large': { code: 'image-too-large', sentence: '{path} is larger than 512 MiB.' },
  'listed-file': { code: 'bad-argument', sentence: '{folder} is a file.' },
  'path-missing': { code: 'not-found', sentence: '{subject} does not exist.' },
  'path-not-readable': { code: 'not-readable', sentence: '{subject} may not be read by this user.' },
  'path-not-writable': { code: 'not-writable', sentence: '{subject} may not be written by this user.' },
  'name-too-long': { code: 'bad-argument', sentence: 'The name {subject} is too long for this disk.' },
  'file-too-large': { code: 'bad-argument', sentence: '{subject} is larger than 2 GiB.' },
  'path-is-folder': { code: 'bad-argument', sentence: '{subject} is a folder, not a file.' },
  'path-is-no-folder': { code: 'bad-argument', sentence: '{subject} already exists and is no folder.' },
  'path-under-file': { code: 'bad-argument', sentence: '{subject} lies under a file, not a folder.' },
  'no-space': { code: 'disk-full', sentence: 'The disk that holds {subject} is full.' },
  unexpected: { code: 'internal', sentence: '{subject}: {detail}' },
  'settings-set-aside': { code: 'file-damaged', sentence: '{path} {how}, so defaults are used.', also: ['kept'] },
  'settings-unusable': { code: 'file-damaged', sentence: '{path} {how}, so defaults are used.' },
  'not-a-regular-file': { code: 'bad-argument', sentence: '{path} is {kind}, not a file.' },
  'file-over-limit': { code: 'bad-argument', sentence: '{path} is larger than {limit}.' },
} as const satisfies Definitions;
