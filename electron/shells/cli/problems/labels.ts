/** Labels, checks and splits. */
export const LABELS = {
  'pair-not-listed': 'Take a number that a list shows.',
  'page-too-long': 'Ask for 1 to {most}.',
  'field-unfit': 'A label has {fields}.',
  'broken-character': 'Type it again, or paste it from another program.',
  'annotator-unnamed': 'Say who labels, so that the history can tell.',
  'no-such-pair': 'Take a number that `palimpsest label list` shows.',
  'confidence-unfit': 'Give a share.',
  'changed-by-others': 'Change the pair by hand, or leave what others changed and take back the rest.',
  'check-without-alphabet': 'Name a reader that has one.',
  'no-such-photo': 'Propose the split anew.',
  'photo-locked': 'Leave locked photos where they are: figures measured on them would no longer mean the same.',
  'shares-unfit': 'Give for example 8 for train, 1 for validation and 1 for test.',
  'labels-changed-meanwhile': 'Do it again.',
  'own-bulk-change-running': 'Wait for its end, or stop it.',
  'bulk-change-stopped': 'Start it again.',
  'bulk-change-running': 'Wait for its end, or stop it.',
};
