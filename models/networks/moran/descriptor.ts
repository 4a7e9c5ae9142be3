import { z } from 'zod';
import type { Ops } from '../../interpreters/ops.ts';
import { alphabetSchema, encodeLabel, LATIN_36 } from '../../recognition/alphabet.ts';
import { stepInputs } from '../attention-recogniser.ts';
import type { Graph, RecognitionNetwork } from '../network.ts';
import { inferMoran } from './infer.ts';
import { moranInput, moranInputSchema, type MoranInput } from './input.ts';
import {
  encode,
  MORAN_COLUMNS,
  MORAN_FEATURES,
  moranClasses,
  step,
  type MoranConfig,
  type MoranDirection,
  type MoranStep,
} from './moran.ts';
import { MORAN_SIZE } from './rectification.ts';

const config = z.object({ alphabet: alphabetSchema, alignCorners: z.boolean() });

const decoder = (direction: MoranDirection): Graph<MoranConfig> => ({
  inputs: stepInputs(MORAN_COLUMNS, MORAN_FEATURES),
  outputs: ['logits', 'next'],
  compute: <T>(ops: Ops<T>, one: MoranConfig, inputs: Readonly<Record<string, T>>) =>
    step(ops, one, direction, inputs as unknown as MoranStep<T>),
});

/** MORAN as the product knows it. */
export const moranNetwork: RecognitionNetwork<MoranConfig, MoranInput> = {
  id: 'moran',
  title: 'MORAN text recognition',
  purpose: 'recognition',
  graphs: {
    encode: {
      inputs: { x: { example: () => [1, 1, MORAN_SIZE.height, MORAN_SIZE.width], free: { 0: 'batch' } } },
      outputs: ['rectified', 'features', 'keysL2R', 'keysR2L'],
      compute: <T>(ops: Ops<T>, one: MoranConfig, { x }: Readonly<Record<string, T>>) => ({
        ...encode(ops, one, x as T),
      }),
    },
    leftToRight: decoder('L2R'),
    rightToLeft: decoder('R2L'),
  },
  config,
  input: moranInputSchema,
  usualInput: () => ({ mean: 0.5, std: 0.5 }),
  infer: inferMoran,
  untold: ['alignCorners'],
  describe: (one) => [
    `${moranClasses(one)} classes`,
    one.alignCorners ? 'corners on centres of pixels' : 'corners on outer edges',
  ],
  alphabet: (one) => one.alphabet,
  withAlphabet: (one, characters) => ({ ...one, alphabet: [...characters] }),
  knowsAlphabet: (one) => one.alphabet.length === LATIN_36.length,
  toInput: (rasters, _width, input) => moranInput(rasters, input),
  encode: (transcription, { alphabet }) => encodeLabel(transcription, alphabet).map((label) => label - 1),
  openReader: async (start) => (await import('./reader.ts')).openMoranReader(start),
  licenceNotice:
    'The published weights of MORAN (Canjie-Luo/MORAN_v2) come with code under the MIT licence, but its authors say that the project is free for academic research purposes only.',
};
