import type { Definitions } from './definition.ts';

/** Trainings, and the pairs that are made for them. */
export const TRAINING = {
  'synthesis-without-photos': {
    code: 'bad-argument',
    sentence: 'Synthetic pairs lie on no photos, which {format} needs.',
  },
  'training-picture-gone': { code: 'not-found', sentence: 'A picture of pair {pair} is gone.' },
  'training-of-other-settings': {
    code: 'conflict',
    sentence: 'A training of other settings was begun under the name {name}.',
  },
  'training-run-damaged': { code: 'file-damaged', sentence: '{file} cannot be understood.' },
  'training-place-lost': { code: 'file-damaged', sentence: '{subject} does not say where the training stood.' },
  'base-of-other-network': {
    code: 'wrong-checkpoint',
    sentence: 'The model {model} is a {network}, but a {wanted} is to be trained.',
  },
  'training-name-taken': { code: 'bad-argument', sentence: 'There is already a model “{name}”.' },
  'split-without-pairs': {
    code: 'bad-argument',
    sentence: 'The split {split} has no {what} among those that were chosen.',
  },
  'batch-of-one': {
    code: 'bad-argument',
    sentence: 'Batch normalisation {name} got a single value in each channel, which has no variance.',
  },
  'other-control-grid': {
    code: 'wrong-checkpoint',
    sentence: 'The alignment constants of the checkpoint (tps.…) belong to another control grid.',
  },
  'target-misshapen': {
    code: 'bad-argument',
    sentence: 'The target of a batch has shape ({target}) where the network puts out ({output}).',
  },
  'ctc-logits-misshapen': {
    code: 'bad-argument',
    sentence: 'CTC logits hold {values} values, not ({frames}, {batch}, {classes}).',
  },
  'ctc-labels-miscounted': { code: 'bad-argument', sentence: 'CTC got {labels} labels for a batch of {batch}.' },
  'ctc-class-unknown': {
    code: 'bad-argument',
    sentence: 'Label {label} names class {wrong}, which is outside 1 … {last}.',
  },
  'no-font': { code: 'not-found', sentence: 'No font with all of the characters {characters}… was found in {places}.' },
  'no-real-crops': { code: 'bad-argument', sentence: '{file} lists no picture of at least {rows} rows.' },
  'no-words': { code: 'bad-argument', sentence: '{file} holds no words.' },
  'not-a-training-checkpoint': { code: 'file-damaged', sentence: '{path} is no checkpoint of a training.' },
  'all-frozen': { code: 'bad-argument', sentence: 'Every parameter is frozen, so nothing can learn.' },
  'loss-of-other-network': {
    code: 'wrong-checkpoint',
    sentence: 'The weights are of {network}, which is not trained by the loss {loss}.',
  },
  'goes-on-slower': { code: 'diverged', sentence: '{why}', also: ['step', 'rate'] },
  'goes-on-smaller': { code: 'out-of-memory', sentence: '{why}', also: ['step', 'batch'] },
  'goes-on': { code: 'compute-died', sentence: '{why}', also: ['step'] },
  'texts-without-kind': { code: 'bad-argument', sentence: 'The texts have no kind.' },
  'no-word-fits': {
    code: 'bad-argument',
    sentence: 'No word of the list has the length and the characters that were asked for.',
  },
} as const satisfies Definitions;
