import { charactersOf, encodeLabel } from '../../models/crnn/alphabet.ts';
import { CRNN_HEIGHT } from '../../models/crnn/crnn.ts';
import { toGrey } from '../../models/image/luminance.ts';
import { resizeBicubic } from '../../models/image/resize.ts';
import { crnnInput, tsrnInput } from '../../models/image/tensors.ts';
import { Problem } from '../../models/problem.ts';
import { augmentPair, augmentReading } from '../../models/training/augmentation.ts';
import type { PairOptions } from '../../models/synthesis/synthesizer.ts';
import { Random } from '../../models/training/random.ts';
import type { CrnnBatch, TsrnBatch } from '../../models/training/step.ts';
import type { CrnnCard, TsrnCard } from '../../models/weights/card.ts';
import type { Picture, TrainingBatch } from '../contract/compute.ts';
import { storedSide } from '../contract/training-side.ts';
import { nameOf, readImage } from './files.ts';
import { restoredWhereWanted, type Restoring } from './restored-pictures.ts';
import { synthesizerOf } from './synthesis.ts';

/** Rows of LR that TSRN is trained at, as published. */
const TSRN_HEIGHT = 16;

type Samples = TrainingBatch['samples'];
type PairSamples = Extract<Samples, { lr: Picture }[]>;

const arePairs = (samples: Samples): samples is PairSamples => samples.every((sample) => 'lr' in sample);

/** LR at 16 rows and HR at 16·scale, each with its mask where the network has one. Throws what `readImage` throws. */
export async function tsrnBatch(batch: TrainingBatch, { network }: TsrnCard): Promise<TsrnBatch> {
  const { samples, width } = batch;
  if (!arePairs(samples)) throw notFor('TSRN', 'pairs of LR and HR');
  const { scale, mask } = network;
  const own = samples.map(async ({ lr, hr }, i) => {
    const [low, high] = [(await readImage(lr)).raster, (await readImage(hr)).raster];
    return varied(batch, i, { lr: low, hr: high }, (strength, random) => augmentPair(low, high, strength, random));
  });
  const drawn = await drawnPairs(batch, { width: scale * width, mayCut: true });
  const rasters = [...(await Promise.all(own)), ...drawn].map(({ lr, hr }) => ({
    input: resizeBicubic(lr, width, TSRN_HEIGHT),
    target: resizeBicubic(hr, scale * width, scale * TSRN_HEIGHT),
  }));
  const tensorOf = (side: 'input' | 'target') =>
    tsrnInput(
      rasters.map((pair) => pair[side]),
      mask,
    );
  return { input: tensorOf('input'), target: tensorOf('target') };
}

/**
 * Grey pictures at 32 rows with their transcriptions in the network's alphabet. Throws what `readImage` and
 * `restoredWhereWanted` throw.
 */
export async function crnnBatch(
  batch: TrainingBatch,
  { network, input }: CrnnCard,
  restoring: Restoring,
): Promise<CrnnBatch> {
  const { samples, width } = batch;
  if (arePairs(samples) && samples.length > 0) throw notFor('CRNN', 'pictures with transcriptions');
  const readable = samples as Exclude<Samples, PairSamples>;
  const own = readable.map(async ({ input: picture, transcription, restored = false }, i) => {
    const { raster } = await readImage(picture);
    const seen = varied(batch, i, raster, (strength, random) => augmentReading(raster, strength, random));
    return { raster: seen, restored, name: nameOf(picture), transcription };
  });
  const drawn = (await drawnPairs(batch, { width })).map(({ lr, hr, side, text }) => ({
    ...{ raster: { lr, hr }[storedSide(side)], restored: side === 'sr', name: 'a drawn picture' },
    transcription: text,
  }));
  const pictures = [...(await Promise.all(own)), ...drawn];
  const rasters = await restoredWhereWanted(restoring, pictures);
  return {
    input: crnnInput(
      rasters.map((raster) => resizeBicubic(toGrey(raster), width, CRNN_HEIGHT)),
      input,
    ),
    labels: pictures.map(({ transcription }) => encodeLabel(charactersOf(transcription).join(''), network.alphabet)),
  };
}

/** A sample as it is, or changed by chance where the batch wants that. */
function varied<T>({ augmentation }: TrainingBatch, i: number, sample: T, vary: (s: number, r: Random) => T): T {
  if (!augmentation || augmentation.strength === 0) return sample;
  return vary(augmentation.strength, new Random(augmentation.seed + i));
}

/** The synthetic pairs of a batch. */
async function drawnPairs({ synthetic }: TrainingBatch, options: PairOptions) {
  if (!synthetic) return [];
  const synthesizer = await synthesizerOf(synthetic.config);
  const pairs = [];
  for (const { number, side } of synthetic.pairs) pairs.push({ ...(await synthesizer.pair(number, options)), side });
  return pairs;
}

const notFor = (network: string, what: string): Problem =>
  new Problem('internal', `A batch for ${network} must hold ${what}.`, 'Please report this.');
