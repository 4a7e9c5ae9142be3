import { z } from 'zod';
import { toGrey } from '../../image/luminance.ts';
import { resizeBicubic } from '../../image/resize.ts';
import { crnnInput } from '../../image/tensors.ts';
import { alphabetSchema, charactersOf, encodeLabel, LATIN_36 } from '../../recognition/alphabet.ts';
import { forwardGraph, type RecognitionNetwork } from '../network.ts';
import { crnn, CRNN_HEIGHT, inferCrnn, type CrnnConfig } from './crnn.ts';

/** The CTC blank, class 0, is not listed. */
const config = z.object({ alphabet: alphabetSchema, hidden: z.int().min(1).max(4096) });

/** Grey as (x − mean) / std of values in 0..1; `width` is the one of training. */
const input = z.object({
  height: z.int().min(1),
  width: z.int().min(1),
  mean: z.number(),
  std: z.number().positive(),
});

/** CRNN as the product knows it. */
export const crnnNetwork: RecognitionNetwork<CrnnConfig, z.infer<typeof input>> = {
  id: 'crnn',
  title: 'CRNN text recognition',
  purpose: 'recognition',
  graphs: forwardGraph(crnn, { example: () => [1, 1, CRNN_HEIGHT, 100], free: { 0: 'batch', 3: 'width' } }),
  config,
  input,
  usualInput: () => ({ height: CRNN_HEIGHT, width: 100, mean: 0.5, std: 0.5 }),
  infer: inferCrnn,
  describe: (one) => [`${one.alphabet.length + 1} classes`, `${one.hidden} hidden units`],
  training: {
    forward: (ops, one, _size, x) => crnn(ops, one, x),
    losses: { ctc: async () => (await import('../../recognition/ctc-training.ts')).ctcLossOf },
    // Both ours, for fine-tuning; the published one used Adadelta from scratch.
    presets: {
      compatible: { learningRate: 1e-4, betas: [0.9, 0.999], clipNorm: 5, loss: 'ctc' },
      correct: { learningRate: 3e-4, betas: [0.9, 0.999], clipNorm: 5, loss: 'ctc' },
    },
    size: { height: CRNN_HEIGHT, width: 100, widest: 400 },
    frozenExample: 'cnn.',
  },
  alphabet: (one) => one.alphabet,
  withAlphabet: (one, characters) => ({ ...one, alphabet: [...characters] }),
  knowsAlphabet: (one) => one.alphabet.length === LATIN_36.length,
  toInput: (rasters, width, { mean, std }) =>
    crnnInput(
      rasters.map((raster) => resizeBicubic(toGrey(raster), width, CRNN_HEIGHT)),
      { mean, std },
    ),
  encode: (transcription, one) => encodeLabel(charactersOf(transcription).join(''), one.alphabet),
  openReader: async (start) => new (await import('./reader.ts')).CrnnReader(start),
};
