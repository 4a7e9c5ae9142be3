import { z } from 'zod';
import type { TensorData } from '../../../models/base/tensor.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { toGrey } from '../../../models/image/luminance.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { crnnInput } from '../../../models/image/tensors.ts';
import type { Ops } from '../../../models/interpreters/ops.ts';
import type { RecognitionNetwork } from '../../../models/networks/network.ts';
import { ctcLossOf } from '../../../models/recognition/ctc-training.ts';
import { encodeLabel } from '../../../models/recognition/alphabet.ts';
import { decodeLogits } from '../../../models/recognition/ctc-decoding.ts';

const ROWS = 8;
const WIDTH = 32;
const FEATURES = 6;
const config = z.object({ alphabet: z.array(z.string()).min(1) });
type SpellerConfig = z.infer<typeof config>;

/** (N, 1, 8, W) → a sequence (W, N, 6). */
function encode<T>(ops: Ops<T>, x: T): T {
  const y = ops.conv2d(x, { name: 'speller.encoder', in: 1, out: FEATURES, kernel: 3, padding: 1 });
  return ops.columnsAsSequence(ops.maxPool(y, { kernel: [ROWS, 1], stride: [ROWS, 1], padding: [0, 0] }));
}
/** (W, N, 6) → logits (W, N, classes). */
const step = <T>(ops: Ops<T>, { alphabet }: SpellerConfig, sequence: T): T =>
  ops.linear(sequence, { name: 'speller.step', in: FEATURES, out: alphabet.length + 1 });

const inputOf = (rasters: readonly Raster[], width: number): TensorData =>
  crnnInput(
    rasters.map((raster) => resizeBicubic(toGrey(raster), width, ROWS)),
    { mean: 0.5, std: 0.5 },
  );

/** A recognition network of two graphs that is in no list but the registry's. */
export const spellerNetwork: RecognitionNetwork<SpellerConfig, { rows: number }> = {
  id: 'speller',
  title: 'Speller for tests',
  purpose: 'recognition',
  graphs: {
    encode: {
      inputs: { x: { example: () => [1, 1, ROWS, WIDTH], free: { 0: 'batch', 3: 'width' } } },
      outputs: ['sequence'],
      compute: <T>(ops: Ops<T>, _config: SpellerConfig, { x }: Readonly<Record<string, T>>) => ({
        sequence: encode(ops, x as T),
      }),
    },
    step: {
      inputs: { sequence: { example: () => [WIDTH, 1, FEATURES], free: { 0: 'width', 1: 'batch' } } },
      outputs: ['logits'],
      compute: <T>(ops: Ops<T>, one: SpellerConfig, { sequence }: Readonly<Record<string, T>>) => ({
        logits: step(ops, one, sequence as T),
      }),
    },
  },
  config,
  input: z.object({ rows: z.int() }),
  usualInput: () => ({ rows: ROWS }),
  infer(state) {
    const classes = state.get('speller.step.weight')?.shape[0];
    return classes === undefined ? undefined : { alphabet: Array.from({ length: classes - 1 }, (_, i) => `?${i}`) };
  },
  describe: ({ alphabet }) => [`${alphabet.length} characters`],
  training: {
    forward: (ops, one, _size, x) => step(ops, one, encode(ops, x)),
    losses: { ctc: () => Promise.resolve(ctcLossOf) },
    presets: {
      compatible: { learningRate: 1e-2, betas: [0.9, 0.999], clipNorm: 5, loss: 'ctc' },
      correct: { learningRate: 1e-2, betas: [0.9, 0.999], clipNorm: 5, loss: 'ctc' },
    },
    size: { height: ROWS, width: WIDTH, widest: 64 },
    frozenExample: 'speller.encoder',
  },
  alphabet: ({ alphabet }) => alphabet,
  withAlphabet: (_one, alphabet) => ({ alphabet: [...alphabet] }),
  knowsAlphabet: () => false,
  toInput: (rasters, width) => inputOf(rasters, width),
  encode: (transcription, { alphabet }) => encodeLabel(transcription, alphabet),
  openReader: ({ network, card }) =>
    Promise.resolve({
      id: 'speller',
      title: card.title,
      weightsSha256: card.sha256,
      alphabet: card.network.alphabet,
      async read(images) {
        const { sequence } = await network.run({ x: inputOf(images, WIDTH) }, 'encode');
        const { logits } = await network.run({ sequence: sequence as TensorData }, 'step');
        return decodeLogits(logits as TensorData, card.network.alphabet);
      },
      dispose: () => network.dispose(),
    }),
};
