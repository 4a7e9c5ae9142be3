import { decodeLogits } from '../../recognition/ctc-decoding.ts';
import type { LoadedNetwork } from '../../engines/engine.ts';
import { runSoundly } from '../../engines/finite-output.ts';
import { toGrey } from '../../image/luminance.ts';
import type { GreyRaster, Raster } from '../../image/raster.ts';
import { resizeBicubic } from '../../image/resize.ts';
import { compatibleCrnnInput, crnnInput, rgbPlanes, type Normalisation } from '../../image/tensors.ts';
import type { TensorData } from '../../base/tensor.ts';
import { batchesByWidth } from '../../recognition/readers/equal-width-batches.ts';
import type { Reader, Reading } from '../../recognition/readers/reader.ts';
import { CRNN_HEIGHT, type CrnnConfig } from './crnn.ts';

export interface CrnnReaderOptions {
  network: LoadedNetwork;
  /** What the reader needs of the model's card. */
  card: {
    title: string;
    sha256: string;
    network: CrnnConfig;
    /** `width`: columns to which crops were brought in training; `mean`, `std`: of values in 0..1. */
    input: Normalisation & { width: number };
  };
  mode: 'correct' | 'compatible';
}

const PUBLISHED_WIDTH = 100;

/** The published input squeezes lines up to 6.25 times wider than tall into 100 columns; wider ones keep that density. */
const COLUMNS_PER_HEIGHT = 16;

/** Columns beyond which even a panorama is squeezed, so that no image exhausts the memory. */
const WIDEST = 8192;

/** Columns that go through the network together: 64 crops of 100. */
const COLUMNS_PER_BATCH = 6400;

/**
 * Reads with CRNN.
 *
 * `correct`: grey as Pillow makes it, brought by antialiased bicubic to 32 rows and the trained width, or proportionally
 * more columns for long lines, scaled as in training. `compatible`: the published evaluation in every detail: 32×100
 * whatever the shape, torch's bicubic without antialiasing, values left in 0..1.
 */
export class CrnnReader implements Reader {
  readonly id = 'crnn';
  readonly title: string;
  readonly weightsSha256: string;
  readonly alphabet: readonly string[];
  readonly #options: CrnnReaderOptions;

  constructor(options: CrnnReaderOptions) {
    this.title = options.card.title;
    this.weightsSha256 = options.card.sha256;
    this.alphabet = options.card.network.alphabet;
    this.#options = options;
  }

  async read(images: readonly Raster[]): Promise<Reading[]> {
    const { network, card, mode } = this.#options;
    const compatible = mode === 'compatible';
    const widthOf = (image: Raster) => (compatible ? PUBLISHED_WIDTH : inputWidth(image, card.input.width));
    const readings = new Array<Reading>(images.length);
    for (const { width, batch } of batchesByWidth(images, widthOf, COLUMNS_PER_BATCH)) {
      const rasters = batch.map(({ item }) => item);
      const input = compatible
        ? compatibleInput(rasters)
        : crnnInput(
            rasters.map((raster) => resizedGrey(raster, width)),
            card.input,
          );
      const decoded = decodeLogits(await runSoundly(network, input), this.alphabet);
      batch.forEach(({ index }, i) => {
        const { text = '', confidence = 0, characters = [] } = decoded[i] ?? {};
        const plain = characters.map((one) => ({ character: one.character, confidence: one.confidence }));
        readings[index] = { text, confidence, characters: plain };
      });
    }
    return readings;
  }

  dispose(): Promise<void> {
    return this.#options.network.dispose();
  }
}

function inputWidth({ width, height }: Raster, trainedWidth: number): number {
  return Math.min(WIDEST, Math.max(trainedWidth, Math.round((COLUMNS_PER_HEIGHT * width) / height)));
}

function resizedGrey(raster: Raster, width: number): GreyRaster {
  return resizeBicubic(toGrey(raster), width, CRNN_HEIGHT);
}

function compatibleInput(rasters: readonly Raster[]): TensorData {
  const area = CRNN_HEIGHT * PUBLISHED_WIDTH;
  const data = new Float32Array(rasters.length * area);
  rasters.forEach((raster, n) => {
    const planes = rgbPlanes(raster);
    data.set(compatibleCrnnInput({ shape: [1, ...planes.shape], data: planes.data }).data, n * area);
  });
  return { shape: [rasters.length, 1, CRNN_HEIGHT, PUBLISHED_WIDTH], data };
}
