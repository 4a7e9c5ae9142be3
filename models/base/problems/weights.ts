import type { Definitions } from './definition.ts';

/** Weights, their cards and their alphabets. */
export const WEIGHTS = {
  'weights-damaged': { code: 'file-damaged', sentence: '{subject} is damaged: {what}.' },
  'card-newer': { code: 'file-damaged', sentence: '{path} is a model card of the newer format {format}.' },
  'card-unsound': { code: 'file-damaged', sentence: '{path} is no sound model card: {what}.' },
  'weights-differ': {
    code: 'checksum-mismatch',
    sentence: '{file} is not the file that its card describes (SHA-256 {actual}… instead of {wanted}…).',
  },
  'no-such-model': { code: 'weights-missing', sentence: 'There is no model or file “{name}”.', also: ['known'] },
  'no-weights-for': { code: 'weights-missing', sentence: 'There are no weights for {network}.' },
  'weights-file-missing': { code: 'weights-missing', sentence: '{file} is missing; only its card is there.' },
  'checkpoint-too-large': { code: 'wrong-checkpoint', sentence: '{path} is larger than 2 GiB.' },
  'checkpoint-empty': { code: 'empty-file', sentence: '{path} is empty.' },
  'not-a-checkpoint': { code: 'wrong-checkpoint', sentence: '{subject} is {what}.' },
  'model-name-taken': { code: 'bad-argument', sentence: 'There is already another model “{model}” ({file}).' },
  'weights-misfit': { code: 'wrong-checkpoint', sentence: '{subject} does not fit {network}: {faults}.' },
  'weights-not-finite': {
    code: 'wrong-checkpoint',
    sentence: '{subject} holds values that are no finite numbers: {tensors}.',
  },
  'model-name-unfit': { code: 'bad-argument', sentence: '“{name}” cannot be the name of a model.', also: ['longest'] },
  'pickle-unsafe': {
    code: 'unsafe-pickle',
    sentence: '{subject} {what}, which no checkpoint of weights needs; nothing of it was run.',
  },
  'archive-not-a-checkpoint': { code: 'wrong-checkpoint', sentence: '{subject} is {what}.' },
  'pth-damaged': { code: 'file-damaged', sentence: '{subject} is damaged: {what}.' },
  'safetensors-unsound': { code: 'file-damaged', sentence: '{subject} is no sound safetensors file: {what}.' },
  'pickle-malformed': { code: 'file-damaged', sentence: '{subject} is damaged: it {what}.' },
  'tensor-damaged': { code: 'file-damaged', sentence: '{subject} is damaged: {what}.' },
  'parameter-twice': {
    code: 'wrong-checkpoint',
    sentence: '{subject} holds the parameter {name} twice, with and without a prefix ({key}).',
  },
  'no-weights-inside': {
    code: 'wrong-checkpoint',
    sentence: '{subject} holds no network weights (found: {keys}).',
    also: ['wrappers'],
  },
  'alphabet-for-restorer': { code: 'bad-argument', sentence: '{subject} restores images and has no alphabet.' },
  'scale-unfit': { code: 'bad-argument', sentence: '{subject} enlarges ×{actual}, not ×{scale}.' },
  'scale-for-reader': { code: 'bad-argument', sentence: '{subject} reads text and has no scale.' },
  'alphabet-missing': {
    code: 'bad-argument',
    sentence: '{subject} tells {classes} classes apart, but not which characters they are.',
    also: ['characters'],
  },
  'alphabet-twice': { code: 'bad-argument', sentence: 'The alphabet holds “{character}” twice.' },
  'alphabet-miscounted': {
    code: 'bad-argument',
    sentence: 'The alphabet has {characters} characters, but {subject} tells {classes} apart (and the blank).',
  },
} as const satisfies Definitions;
