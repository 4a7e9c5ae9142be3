import type { Definitions } from './definition.ts';

/** Networks and readers. */
export const NETWORKS = {
  'no-such-network': { code: 'bad-argument', sentence: 'There is no network “{network}”.', also: ['known'] },
  'network-not-trainable': { code: 'bad-argument', sentence: '{network} cannot be trained here.' },
  'weights-of-no-network': {
    code: 'unknown-network',
    sentence: '{subject} holds the weights of no known network (parameters: {parameters}, …).',
    also: ['known'],
  },
  'class-beyond-alphabet': {
    code: 'bad-argument',
    sentence: 'The network names class {class}, but its alphabet has {characters} characters.',
  },
  'output-misfits-alphabet': {
    code: 'bad-argument',
    sentence: 'Recogniser output ({shape}) does not fit an alphabet of {characters} characters.',
  },
  'no-such-reader': { code: 'bad-argument', sentence: 'There is no reader “{reader}”.', also: ['known'] },
  'ppocr-dictionary-unsound': { code: 'file-damaged', sentence: '{file} lists {characters} characters, not {wanted}.' },
  'ppocr-not-installed': {
    code: 'weights-missing',
    sentence: 'PP-OCR needs the package {package}, which is not installed.',
  },
  'no-settings': { code: 'bad-argument', sentence: '{network} has no setting “{setting}”.' },
  'no-such-setting': { code: 'bad-argument', sentence: '{network} has no setting “{setting}”.', also: ['known'] },
  'setting-unfit': { code: 'bad-argument', sentence: '{value} is no {setting} of {network}.', also: ['found'] },
} as const satisfies Definitions;
