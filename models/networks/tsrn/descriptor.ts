import { z } from 'zod';
import { forwardGraph, type SuperResolutionNetwork } from '../network.ts';
import { align, alignmentStart } from '../alignment.ts';
import { colourExample, colourPictures, planesOf, PUBLISHED_SIZE, type ColourInput } from '../colour-pictures.ts';
import { inferTsrn, tsrn, type TsrnConfig } from './tsrn.ts';

const config = z.object({
  scale: z.union([z.literal(2), z.literal(4)]),
  mask: z.boolean(),
  blocks: z.int().min(1).max(7),
  hidden: z.int().min(1).max(1024),
  stn: z.boolean(),
  skip: z.boolean().optional(),
});

/** TSRN as the product knows it. */
export const tsrnNetwork: SuperResolutionNetwork<TsrnConfig, ColourInput> = {
  id: 'tsrn',
  title: 'TSRN text super-resolution',
  purpose: 'super-resolution',
  graphs: forwardGraph(tsrn, colourExample),
  config,
  ...colourPictures,
  infer: inferTsrn,
  describe: ({ scale, mask, blocks, hidden, skip }) => [
    `×${scale}`,
    mask ? 'mask' : 'no mask',
    `${blocks} blocks`,
    `${hidden} hidden units`,
    ...(skip ? ['detail added to the input'] : []),
  ],
  // The alignment network, which only training runs.
  optionalTensors: /^(tps|stn_head)\./,
  initialValues: (parameter, start) => alignmentStart(parameter, PUBLISHED_SIZE, start),
  training: {
    forward: (ops, one, size, x) => tsrn(ops, one, one.stn ? align(ops, planesOf(one), size, x) : x),
    losses: {
      published: async () => (await import('./loss.ts')).publishedLossOf,
      faithful: async () => (await import('./faithful-loss.ts')).faithfulLossOf,
    },
    // `compatible`: as the published code trains it. The other is ours, for fine-tuning, with a loss that keeps to the input.
    presets: {
      compatible: { learningRate: 1e-3, betas: [0.5, 0.999], clipNorm: 0.25, loss: 'published' },
      correct: { learningRate: 3e-4, betas: [0.9, 0.999], clipNorm: 0.25, loss: 'faithful' },
    },
    size: { ...PUBLISHED_SIZE, widest: 256 },
    frozenExample: 'block1.',
  },
  scale: ({ scale }) => scale,
};
