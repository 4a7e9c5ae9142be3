import type { Raster } from '../../image/raster.ts';
import { compatibleCrnnInput, rgbPlanes } from '../../image/tensors.ts';
import { AttentionReader, type Direction } from '../../recognition/readers/attention-reader.ts';
import type { Reader } from '../../recognition/readers/reader.ts';
import type { TensorData } from '../../base/tensor.ts';
import type { ReaderStart } from '../network.ts';
import { moranInput, type MoranInput } from './input.ts';
import { endClass, MORAN_FEATURES, type MoranConfig } from './moran.ts';
import { MORAN_SIZE } from './rectification.ts';

const LONGEST = 20;

const FORWARDS: Direction = { graph: 'leftToRight', keys: 'keysL2R', backwards: false };
const BACKWARDS: Direction = { graph: 'rightToLeft', keys: 'keysR2L', backwards: true };

/**
 * Reads with MORAN, greedily, up to 20 characters.
 *
 * `correct`: grey scaled as in training, and of both directions the text that its decoder is surer of. `compatible`: the
 * published evaluation: torch's bicubic, values left in 0..1, left to right alone.
 */
export function openMoranReader({ network, card, mode }: ReaderStart<MoranConfig, MoranInput>): Reader {
  const compatible = mode === 'compatible';
  return new AttentionReader({
    id: 'moran',
    network,
    card,
    alphabet: card.network.alphabet,
    stateWidth: MORAN_FEATURES,
    directions: compatible ? [FORWARDS] : [FORWARDS, BACKWARDS],
    beams: 1,
    longest: LONGEST,
    end: endClass(card.network),
    start: 0,
    offset: 1,
    perClass: !compatible,
    toInput: (images) => (compatible ? publishedInput(images) : moranInput(images, card.input)),
  });
}

function publishedInput(images: readonly Raster[]): TensorData {
  const { height, width } = MORAN_SIZE;
  const data = new Float32Array(images.length * height * width);
  images.forEach((image, n) => {
    const planes = rgbPlanes(image);
    data.set(compatibleCrnnInput({ shape: [1, ...planes.shape], data: planes.data }).data, n * height * width);
  });
  return { shape: [images.length, 1, height, width], data };
}
