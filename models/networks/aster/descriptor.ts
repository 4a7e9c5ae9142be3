import { resizeBicubic } from '../../image/resize.ts';
import { alphabetSchema, encodeLabel } from '../../recognition/alphabet.ts';
import { z } from 'zod';
import type { Ops } from '../../interpreters/ops.ts';
import { alignmentStart } from '../alignment.ts';
import { stepInputs } from '../attention-recogniser.ts';
import type { RecognitionNetwork } from '../network.ts';
import {
  ALL_CASES_SYMBOLS,
  ASTER_COLUMNS,
  ASTER_FEATURES,
  ASTER_RECTIFIED,
  asterClasses,
  encode,
  step,
  type AsterConfig,
  type AsterStep,
} from './aster.ts';
import { inferAster } from './infer.ts';
import { asterInput, asterInputSchema, type AsterInput } from './input.ts';

const config = z.object({ alphabet: alphabetSchema, alignCorners: z.boolean() });

/** Of the published training. */
const INPUT: AsterInput = { height: 64, width: 256, mean: 0.5, std: 0.5 };

/** ASTER as the product knows it. */
export const asterNetwork: RecognitionNetwork<AsterConfig, AsterInput> = {
  id: 'aster',
  title: 'ASTER text recognition',
  purpose: 'recognition',
  graphs: {
    encode: {
      inputs: { x: { example: () => [1, 3, 32, 128], free: { 0: 'batch', 2: 'height', 3: 'width' } } },
      outputs: ['points', 'rectified', 'features', 'keys'],
      compute: <T>(ops: Ops<T>, one: AsterConfig, { x }: Readonly<Record<string, T>>) => ({
        ...encode(ops, one, x as T),
      }),
    },
    step: {
      inputs: stepInputs(ASTER_COLUMNS, ASTER_FEATURES),
      outputs: ['logits', 'next'],
      compute: <T>(ops: Ops<T>, one: AsterConfig, inputs: Readonly<Record<string, T>>) =>
        step(ops, one, inputs as unknown as AsterStep<T>),
    },
  },
  config,
  input: asterInputSchema,
  usualInput: () => INPUT,
  infer: inferAster,
  untold: ['alignCorners'],
  describe: (one) => [
    `${asterClasses(one)} classes`,
    one.alignCorners ? 'corners on centres of pixels' : 'corners on outer edges',
  ],
  initialValues: (parameter, start) => alignmentStart(parameter, ASTER_RECTIFIED, start),
  alphabet: (one) => one.alphabet,
  withAlphabet: (one, characters) => ({ ...one, alphabet: [...characters] }),
  knowsAlphabet: (one) => one.alphabet.length === ALL_CASES_SYMBOLS.length,
  toInput: (rasters, width, input) =>
    asterInput(
      rasters.map((raster) => resizeBicubic(raster, width, input.height)),
      input,
    ),
  encode: (transcription, { alphabet }) => encodeLabel(transcription, alphabet).map((label) => label - 1),
  openReader: async (start) => (await import('./reader.ts')).openAsterReader(start),
  licenceNotice:
    'The published weights of ASTER (ayumiymk/aster.pytorch) are under the MIT licence; their authors intend them for academic research and ask to be contacted about possible patents before other use.',
};
