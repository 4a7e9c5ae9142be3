import { z } from 'zod';
import type { StateDict } from '../../base/tensor.ts';
import type { Ops } from '../../interpreters/ops.ts';
import { align, alignmentStart } from '../alignment.ts';
import { colourExample, colourPictures, planesOf, PUBLISHED_SIZE, type ColourInput } from '../colour-pictures.ts';
import { forwardGraph, type SuperResolutionNetwork } from '../network.ts';
import type { ConvolutionalConfig } from './building-blocks.ts';
import { edsr } from './edsr.ts';
import { esrgan } from './esrgan.ts';
import { lapsrn } from './lapsrn.ts';
import { rdn } from './rdn.ts';
import { srcnn } from './srcnn.ts';
import { srresnet } from './srresnet.ts';
import { vdsr } from './vdsr.ts';

const config = z.object({
  scale: z.union([z.literal(2), z.literal(4)]),
  mask: z.boolean(),
  stn: z.boolean(),
  features: z.int().min(1).max(4096),
  blocks: z.int().min(0).max(1024),
});

const losses = {
  squared: async () => (await import('./losses.ts')).squaredLossOf,
  absolute: async () => (await import('./losses.ts')).absoluteLossOf,
  charbonnier: async () => (await import('./losses.ts')).charbonnierLossOf,
};

/** What tells one of these networks from another. */
interface Described {
  id: string;
  title: string;
  compute: <T>(ops: Ops<T>, config: ConvolutionalConfig, x: T) => T;
  /** The published one. */
  loss: keyof typeof losses;
  /** The convolution that takes the image, whose shape tells features and planes, and one that no other network has. */
  first: string;
  mark: string;
  /** One that another network has, whose other names are the same. */
  unless?: string;
  /** Names of tensors in blocks, with a number in brackets, and how many blocks there are by the highest of them. */
  block?: { name: RegExp; count: (highest: number) => number };
  /** What the state dict says of the scale; not there where it says nothing. */
  scaleOf?: (state: StateDict, blocks: number) => 2 | 4;
  optional?: string;
}

/**
 * The networks that TextZoom compares beside TSRN: convolutions alone, with the names of its code, and with its alignment
 * network in training where weights have one.
 */
function described({ id, title, compute, loss, first, mark, ...more }: Described) {
  const { block, scaleOf, optional, unless = '' } = more;
  const preset = { learningRate: 1e-3, clipNorm: 0.25, loss };
  const network: SuperResolutionNetwork<ConvolutionalConfig, ColourInput> = {
    id,
    title: `${title} super-resolution`,
    purpose: 'super-resolution',
    graphs: forwardGraph(compute, colourExample),
    config,
    ...colourPictures,
    ...(!scaleOf && { untold: ['scale'] }),
    infer(state) {
      const [features, planes] = state.get(`${first}.weight`)?.shape ?? [];
      if (features === undefined || !state.has(mark) || state.has(unless)) return undefined;
      const numbers = [...state.keys()].flatMap((name) => block?.name.exec(name)?.[1] ?? []).map(Number);
      const blocks = block?.count(Math.max(0, ...numbers)) ?? 0;
      const stn = state.has('stn_head.stn_fc2.weight');
      return { scale: scaleOf?.(state, blocks) ?? 2, mask: planes === 4, stn, features, blocks };
    },
    describe: ({ scale, mask, features, blocks }) => [
      `×${scale}`,
      mask ? 'mask' : 'no mask',
      ...(block ? [`${blocks} blocks`] : []),
      `${features} features`,
    ],
    optionalTensors: new RegExp(`^(tps|stn_head)\\.${optional ? `|${optional}` : ''}`),
    initialValues: (parameter, start) => alignmentStart(parameter, PUBLISHED_SIZE, start),
    training: {
      forward: (ops, one, size, x) => compute(ops, one, one.stn ? align(ops, planesOf(one), size, x) : x),
      losses,
      presets: {
        compatible: { ...preset, betas: [0.5, 0.999] },
        correct: { ...preset, learningRate: 3e-4, betas: [0.9, 0.999] },
      },
      size: { ...PUBLISHED_SIZE, widest: 256 },
      frozenExample: `${first}.`,
    },
    scale: ({ scale }) => scale,
  };
  return network;
}

export const srcnnNetwork = described({
  ...{ id: 'srcnn', title: 'SRCNN', compute: srcnn, loss: 'squared' },
  ...{ first: 'conv1', mark: 'conv3.weight', unless: 'GFF_1x1.weight' },
});

export const vdsrNetwork = described({
  ...{ id: 'vdsr', title: 'VDSR', compute: vdsr, loss: 'squared' },
  ...{
    first: 'input',
    mark: 'output.weight',
    block: { name: /^residual_layer\.(\d+)\./, count: (highest) => highest + 1 },
  },
});

export const srresnetNetwork = described({
  ...{ id: 'srresnet', title: 'SRResNet', compute: srresnet, loss: 'squared' },
  ...{
    first: 'block1.0',
    mark: 'block2.prelu.weight',
    block: { name: /^block(\d+)\.conv1\.weight$/, count: (highest) => highest - 1 },
  },
  scaleOf: (state, blocks) => (state.has(`block${blocks + 3}.1.conv.weight`) ? 4 : 2),
});

export const edsrNetwork = described({
  ...{ id: 'edsr', title: 'EDSR', compute: edsr, loss: 'squared' },
  ...{
    first: 'conv_input',
    mark: 'conv_mid.weight',
    block: { name: /^residual\.(\d+)\./, count: (highest) => highest + 1 },
  },
  scaleOf: (state) => (state.has('upscale.2.weight') ? 4 : 2),
});

export const rdnNetwork = described({
  ...{ id: 'rdn', title: 'RDN', compute: rdn, loss: 'absolute' },
  ...{ first: 'conv1', mark: 'GFF_1x1.weight', block: { name: /^RDB(\d+)\./, count: (highest) => highest } },
  scaleOf(state) {
    const [wide = 0, features = 1] = state.get('conv_up.weight')?.shape ?? [];
    return wide / features === 16 ? 4 : 2;
  },
});

export const esrganNetwork = described({
  ...{ id: 'esrgan', title: 'ESRGAN (RRDB)', compute: esrgan, loss: 'absolute' },
  ...{
    first: 'conv_first',
    mark: 'trunk_conv.weight',
    block: { name: /^RRDB_trunk\.(\d+)\./, count: (highest) => highest + 1 },
  },
  scaleOf: (state) => (state.has('upconv2.weight') ? 4 : 2),
});

export const lapsrnNetwork = described({
  ...{ id: 'lapsrn', title: 'LapSRN', compute: lapsrn, loss: 'charbonnier' },
  ...{ first: 'conv_input', mark: 'convt_I1.weight' },
  // The last number is that of the transposed convolution; activations have every other one.
  block: { name: /^convt_F1\.0\.cov_block\.(\d+)\./, count: (highest) => highest / 2 },
  // Weights of ×2 hold the second level too, unused.
  optional: '^convt_[IRF]2\\.',
});
