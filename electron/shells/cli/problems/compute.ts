/** The compute host, and the client that speaks to it. */
export const COMPUTE = {
  'compute-process-ended':
    'It may have run out of memory. Run the command again; if it persists, try another engine with --engine.',
  'compute-closed': 'Start it again to go on.',
  'compute-answer-unsound': 'Use other weights, or another engine with --engine.',
  'host-not-opened': 'Please report this.',
  'no-training-begun': 'Please report this.',
  'reader-without-weights': 'Name some with --crnn NAME.',
  'model-of-other-network': 'Choose another: `palimpsest models list` shows them.',
  'no-restoration-weights': 'Name some with --model NAME.',
  'batch-misshapen': 'Please report this.',
  'batch-too-large': 'Train with a smaller batch.',
  'training-diverged': 'Train with a smaller learning rate.',
  'no-detector-opened': 'Please report this.',
};
