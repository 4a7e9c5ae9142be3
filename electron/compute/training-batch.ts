import { charactersOf, encodeLabel } from '../../models/crnn/alphabet.ts';
import { CRNN_HEIGHT } from '../../models/crnn/crnn.ts';
import { toGrey } from '../../models/image/luminance.ts';
import { resizeBicubic } from '../../models/image/resize.ts';
import { crnnInput, tsrnInput } from '../../models/image/tensors.ts';
import { Problem } from '../../models/problem.ts';
import type { CrnnBatch, TsrnBatch } from '../../models/training/step.ts';
import type { CrnnCard, TsrnCard } from '../../models/weights/card.ts';
import type { Picture, TrainingBatch } from '../contract/compute.ts';
import { readImage } from './files.ts';

/** Rows of LR that TSRN is trained at, as published. */
const TSRN_HEIGHT = 16;

type Samples = TrainingBatch['samples'];
type PairSamples = Extract<Samples, { lr: Picture }[]>;

const arePairs = (samples: Samples): samples is PairSamples => samples.every((sample) => 'lr' in sample);

/** LR at 16 rows and HR at 16·scale, each with its mask where the network has one. Throws what `readImage` throws. */
export async function tsrnBatch({ samples, width }: TrainingBatch, { network }: TsrnCard): Promise<TsrnBatch> {
  if (!arePairs(samples)) throw notFor('TSRN', 'pairs of LR and HR');
  const { scale, mask } = network;
  const rasters = await Promise.all(
    samples.map(async ({ lr, hr }) => {
      const [low, high] = await Promise.all([readImage(lr), readImage(hr)]);
      return {
        input: resizeBicubic(low.raster, width, TSRN_HEIGHT),
        target: resizeBicubic(high.raster, scale * width, scale * TSRN_HEIGHT),
      };
    }),
  );
  return {
    input: tsrnInput(
      rasters.map(({ input }) => input),
      mask,
    ),
    target: tsrnInput(
      rasters.map(({ target }) => target),
      mask,
    ),
  };
}

/** Grey pictures at 32 rows with their transcriptions in the network's alphabet. Throws what `readImage` throws. */
export async function crnnBatch({ samples, width }: TrainingBatch, { network, input }: CrnnCard): Promise<CrnnBatch> {
  if (arePairs(samples)) throw notFor('CRNN', 'pictures with transcriptions');
  const rasters = await Promise.all(
    samples.map(async ({ picture }) => {
      const { raster } = await readImage(picture);
      return resizeBicubic(toGrey(raster), width, CRNN_HEIGHT);
    }),
  );
  return {
    input: crnnInput(rasters, input),
    labels: samples.map(({ transcription }) => encodeLabel(charactersOf(transcription).join(''), network.alphabet)),
  };
}

const notFor = (network: string, what: string): Problem =>
  new Problem('internal', `A batch for ${network} must hold ${what}.`, 'Please report this.');
