/** Networks and readers. */
export const NETWORKS = {
  'no-such-network': 'Name one of {known}.',
  'network-not-trainable': 'Choose another network.',
  'weights-of-no-network': 'Name a checkpoint of {known} with the published parameter names.',
  'class-beyond-alphabet': 'Use the alphabet that the network was trained with.',
  'output-misfits-alphabet': 'Use the alphabet that the network was trained with.',
  'no-such-reader': 'Name one of {known}.',
  'ppocr-dictionary-unsound': 'Install Palimpsest again.',
  'ppocr-not-installed': 'Run `npm ci`, or choose another reader.',
  'no-settings': 'Leave it out: there is nothing to set.',
  'no-such-setting': 'It has {known}.',
  'setting-unfit': 'As it is found, it is {found}.',
};
