import type { Definitions } from './definition.ts';

/** The compute host, and the client that speaks to it. */
export const COMPUTE = {
  'compute-process-ended': { code: 'compute-died', sentence: 'The compute process {how}{detail}.' },
  'compute-closed': { code: 'cancelled', sentence: 'The job has ended, so nothing more is computed for it.' },
  'compute-answer-unsound': {
    code: 'engine-failed',
    sentence: 'The compute process gave no sound answer to “{call}”.',
  },
  'host-not-opened': { code: 'internal', sentence: 'The compute host was called before it was opened.' },
  'no-training-begun': { code: 'internal', sentence: 'No training has begun in the compute host.' },
  'reader-without-weights': { code: 'weights-missing', sentence: 'The reader {reader} has no weights.' },
  'model-of-other-network': {
    code: 'wrong-checkpoint',
    sentence: 'The model {model} is a {network}, but a {wanted} is needed.',
  },
  'no-restoration-weights': { code: 'weights-missing', sentence: 'No TSRN weights are loaded.' },
  'batch-misshapen': { code: 'internal', sentence: 'A batch for {network} must hold {what}.' },
  'batch-too-large': { code: 'out-of-memory', sentence: 'Memory ran out for a batch.' },
  'training-diverged': { code: 'diverged', sentence: 'The training diverged: {what} is no number any more.' },
  'no-detector-opened': { code: 'internal', sentence: 'No detector was opened.' },
} as const satisfies Definitions;
