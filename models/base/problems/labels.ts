import type { Definitions } from './definition.ts';

/** Labels, checks and splits. */
export const LABELS = {
  'pair-not-listed': { code: 'not-found', sentence: 'There is no pair {pair}.' },
  'page-too-long': { code: 'bad-argument', sentence: 'A page of {limit} pairs cannot be given.', also: ['most'] },
  'field-unfit': { code: 'bad-argument', sentence: '{field} cannot be set so: {fault}.', also: ['fields'] },
  'broken-character': { code: 'bad-argument', sentence: '{field} holds a broken character, which no file could keep.' },
  'annotator-unnamed': { code: 'bad-argument', sentence: 'An annotator needs a name.' },
  'no-such-pair': { code: 'not-found', sentence: 'There is no pair {pair}.' },
  'confidence-unfit': { code: 'bad-argument', sentence: 'A confidence of {confidence} is not within 0 and 1.' },
  'changed-by-others': {
    code: 'conflict',
    sentence:
      '{other} has changed {field} of pair {pair} ({name}) since, so your change of it cannot be {undone}.{others}',
  },
  'label-changed-unseen': {
    code: 'conflict',
    sentence: 'The {field} of pair {pair} ({name}) was changed elsewhere since it was shown.',
  },
  'check-without-alphabet': { code: 'bad-argument', sentence: 'The check "alphabet" needs an alphabet.' },
  'no-such-photo': { code: 'not-found', sentence: 'There is no photo {photo}.' },
  'photo-locked': {
    code: 'conflict',
    sentence: 'The photo {photo} is locked in the split {split}, which an evaluation has used.',
  },
  'shares-unfit': {
    code: 'bad-argument',
    sentence: 'The shares of a split are not numbers of which at least one is above 0.',
  },
  'labels-changed-meanwhile': {
    code: 'conflict',
    sentence: 'A label was changed meanwhile, so something else comes first now.',
  },
  'own-bulk-change-running': { code: 'in-use', sentence: 'Your change of many labels is still being made.' },
  'bulk-change-stopped': { code: 'cancelled', sentence: 'The change was stopped; every label is as it was.' },
  'bulk-change-running': { code: 'in-use', sentence: 'A change of many labels is still being made.' },
} as const satisfies Definitions;
