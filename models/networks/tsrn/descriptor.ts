import { z } from 'zod';
import { tsrnInput, tsrnOutput } from '../../image/tensors.ts';
import { forwardGraph, type SuperResolutionNetwork } from '../network.ts';
import { align, alignmentStart } from '../alignment.ts';
import { inferTsrn, tsrn, tsrnPlanes, type TsrnConfig } from './tsrn.ts';

const config = z.object({
  scale: z.union([z.literal(2), z.literal(4)]),
  mask: z.boolean(),
  blocks: z.int().min(1).max(7),
  hidden: z.int().min(1).max(1024),
  stn: z.boolean(),
  skip: z.boolean().optional(),
});

/** RGB in 0..1 and, where its configuration says so, the luminance-mean mask as a fourth plane. */
const input = z.object({
  range: z.tuple([z.literal(0), z.literal(1)]),
  height: z.int().min(1),
  mask: z.literal('luminance-mean').nullable(),
});

/** Of the published training's input. */
const SIZE = { height: 16, width: 64 } as const;

/** TSRN as the product knows it. */
export const tsrnNetwork: SuperResolutionNetwork<TsrnConfig, z.infer<typeof input>> = {
  id: 'tsrn',
  title: 'TSRN text super-resolution',
  purpose: 'super-resolution',
  graphs: forwardGraph(tsrn, {
    example: (one: TsrnConfig) => [1, tsrnPlanes(one), SIZE.height, SIZE.width],
    free: { 0: 'batch', 2: 'height', 3: 'width' },
  }),
  config,
  input,
  usualInput: ({ mask }) => ({ range: [0, 1], height: SIZE.height, mask: mask ? 'luminance-mean' : null }),
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
  initialValues: (parameter, start) => alignmentStart(parameter, SIZE, start),
  training: {
    forward: (ops, one, size, x) => tsrn(ops, one, one.stn ? align(ops, tsrnPlanes(one), size, x) : x),
    losses: {
      published: async () => (await import('./loss.ts')).publishedLossOf,
      faithful: async () => (await import('./faithful-loss.ts')).faithfulLossOf,
    },
    // `compatible`: as the published code trains it. The other is ours, for fine-tuning, with a loss that keeps to the input.
    presets: {
      compatible: { learningRate: 1e-3, betas: [0.5, 0.999], clipNorm: 0.25, loss: 'published' },
      correct: { learningRate: 3e-4, betas: [0.9, 0.999], clipNorm: 0.25, loss: 'faithful' },
    },
    size: { ...SIZE, widest: 256 },
    frozenExample: 'block1.',
  },
  scale: ({ scale }) => scale,
  toInput: (rasters, { mask }) => tsrnInput(rasters, mask),
  toPictures: tsrnOutput,
};
