import type { Definitions } from './definition.ts';

/** Exports. */
export const EXPORTING = {
  'export-stopped': { code: 'cancelled', sentence: 'The export to {place} was stopped; nothing of it was kept.' },
  'export-disk-full': {
    code: 'disk-full',
    sentence: 'The disk that holds {place} is full; nothing of the export was kept.',
  },
  'export-place-taken': { code: 'bad-argument', sentence: '{place} already exists.' },
  'export-without-table': {
    code: 'bad-argument',
    sentence: '{format} holds no table for spreadsheets.',
    also: ['folders'],
  },
} as const satisfies Definitions;
