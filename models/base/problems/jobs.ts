import type { Definitions } from './definition.ts';

/** Jobs that restore, read and measure, and the queue. */
export const JOBS = {
  'learnt-from-train': {
    code: 'bad-argument',
    sentence: 'The model {model} learnt from the train split of this project, so nothing can be measured on it there.',
  },
  'no-pairs-found': { code: 'bad-argument', sentence: 'No LR/HR pairs were found below {folder}.' },
  'job-of-other-project': { code: 'bad-argument', sentence: 'The job belongs to {folder}.' },
  'job-running': { code: 'bad-argument', sentence: 'The job is running.' },
  'jobs-at-work': { code: 'in-use', sentence: '{count} still working on {folder}.' },
  'no-such-job': { code: 'not-found', sentence: 'There is no job {job}.' },
  'job-running-already': { code: 'in-use', sentence: 'The same job is running already.' },
  'published-height': { code: 'bad-argument', sentence: 'The published code knows one height only, 16.' },
  'two-trained-readers': {
    code: 'bad-argument',
    sentence: 'The readers {readers} both need weights, and only one may.',
  },
  'unused-reader-weights': { code: 'bad-argument', sentence: 'None of the chosen readers uses the weights {weights}.' },
  'no-images-found': { code: 'bad-argument', sentence: 'No images were found in {places}.', also: ['endings'] },
  'no-reader-chosen': { code: 'bad-argument', sentence: 'Nobody is chosen who reads.' },
  'preview-dropped': { code: 'cancelled', sentence: 'Nobody waits for this picture any more.' },
  'no-reader-named': { code: 'bad-argument', sentence: 'Nobody is named who reads.' },
  'transcriptions-faulty': { code: 'file-damaged', sentence: '{place} {what}.' },
  'would-overwrite-input': {
    code: 'bad-argument',
    sentence: 'The restoration of {input} would overwrite {overwritten}, which is one of the inputs.',
  },
  'no-output-folder': { code: 'bad-argument', sentence: 'No folder for the restorations is named.' },
  'output-not-ours': { code: 'not-writable', sentence: '{path} already exists and was not made by Palimpsest.' },
  'review-not-ours': { code: 'not-writable', sentence: '{path} was not made by Palimpsest, or is damaged.' },
  'no-sidecar': { code: 'not-found', sentence: '{output} has no sidecar.' },
  'output-changed': {
    code: 'conflict',
    sentence: '{output} is gone, or is not the picture that its sidecar tells of.',
  },
  'job-restores-nothing': { code: 'bad-argument', sentence: 'The job {job} restores nothing.' },
  'pair-without-lr': { code: 'not-found', sentence: 'The pair {pair} has no LR picture.' },
  'pair-without-pictures': { code: 'not-found', sentence: 'The pair {pair} has no pictures.' },
  'file-not-of-job': { code: 'not-found', sentence: 'The job has nothing to do with {path}.' },
  'job-finished': { code: 'bad-argument', sentence: 'The job is finished.' },
  'job-still-running': { code: 'bad-argument', sentence: 'The job is running.' },
  'nothing-restored': { code: 'bad-argument', sentence: 'There are no restorations to copy.' },
  'none-of-verdict': { code: 'bad-argument', sentence: 'No restoration is {verdict} yet.' },
  'no-such-part': { code: 'bad-argument', sentence: 'There is no part {part} of {parts}.' },
  'photo-unanswered': { code: 'internal', sentence: '{photo} was not answered for.' },
} as const satisfies Definitions;
