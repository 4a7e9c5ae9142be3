import { resizeBicubic } from '../../../models/image/resize.ts';
import { Problem } from '../../../models/base/problem.ts';
import { augmentPair, augmentReading } from '../../../models/training/augmentation.ts';
import type { PairOptions } from '../../../models/synthesis/synthesizer.ts';
import { Random } from '../../../models/training/random.ts';
import type { LearningBatch, Network } from '../../../models/networks/network.ts';
import { networkName, networkOf, trainingOf } from '../../../models/networks/registry.ts';
import type { ModelCard } from '../../../models/weights/card.ts';
import type { Picture, TrainingBatch } from '../../contract/compute.ts';
import { storedSide } from '../../contract/training-side.ts';
import { nameOf, readImage } from './picture-files.ts';
import { restoredWhereWanted } from './restored-pictures.ts';
import type { Restoring } from './restore-or-leave.ts';
import { synthesizerOf } from './synthesis.ts';

type Samples = TrainingBatch['samples'];
type PairSamples = Extract<Samples, { lr: Picture }[]>;

const arePairs = (samples: Samples): samples is PairSamples => samples.every((sample) => 'lr' in sample);

/** What the loss of a card's network takes. Throws what `readImage` and `restoredWhereWanted` throw. */
export function learningBatch(batch: TrainingBatch, card: ModelCard, restoring: Restoring): Promise<LearningBatch> {
  const network = networkOf(card.network.network);
  return network.purpose === 'super-resolution'
    ? superResolutionBatch(batch, card, network)
    : recognitionBatch(batch, card, network, restoring);
}

/** LR at the rows that the network is trained at, and HR scale times as large. */
async function superResolutionBatch(
  batch: TrainingBatch,
  { network: config }: ModelCard,
  network: Extract<Network, { purpose: 'super-resolution' }>,
): Promise<LearningBatch> {
  const { samples, width } = batch;
  const { height } = trainingOf(network.id).size;
  if (!arePairs(samples)) throw notFor(networkName(network.id), 'pairs of LR and HR');
  const scale = network.scale(config);
  const own = samples.map(async ({ lr, hr }, i) => {
    const [low, high] = [(await readImage(lr)).raster, (await readImage(hr)).raster];
    return varied(batch, i, { lr: low, hr: high }, (strength, random) => augmentPair(low, high, strength, random));
  });
  const drawn = await drawnPairs(batch, { width: scale * width, mayCut: true });
  const pairs = [...(await Promise.all(own)), ...drawn];
  return {
    input: network.toInput(
      pairs.map(({ lr }) => resizeBicubic(lr, width, height)),
      config,
    ),
    target: network.toInput(
      pairs.map(({ hr }) => resizeBicubic(hr, scale * width, scale * height)),
      config,
    ),
  };
}

/** Pictures of one width with their transcriptions in the network's alphabet. */
async function recognitionBatch(
  batch: TrainingBatch,
  { network: config, input }: ModelCard,
  network: Extract<Network, { purpose: 'recognition' }>,
  restoring: Restoring,
): Promise<LearningBatch> {
  const { samples, width } = batch;
  if (arePairs(samples) && samples.length > 0) {
    throw notFor(networkName(network.id), 'pictures with transcriptions');
  }
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
    input: network.toInput(rasters, width, input),
    labels: pictures.map(({ transcription }) => network.encode(transcription, config)),
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

const notFor = (network: string, what: string): Problem => new Problem('batch-misshapen', { network, what });
