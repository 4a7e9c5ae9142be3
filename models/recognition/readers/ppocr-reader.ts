import { availableParallelism } from 'node:os';
import { decodePath, type BestPath, type Decoded } from '../ctc-decoding.ts';
import { runSoundly } from '../../engines/finite-output.ts';
import { type OnlyGraph, onlyGraph } from '../../engines/onnx/only-graph.ts';
import type { Raster } from '../../image/raster.ts';
import { resizeBicubic } from '../../image/resize.ts';
import type { TensorData } from '../../base/tensor.ts';
import { batchesByWidth, type Placed } from './equal-width-batches.ts';
import { readPpocrFiles, type PpocrFiles } from './ppocr-files.ts';
import type { Reader, Reading } from './reader.ts';

const ROWS = 48;
/**
 * Widths are filled up to a multiple of this, so that lines of similar length share a batch. PaddleOCR fills up to at
 * least 320; small crops are read no better with that, and slower.
 */
const WIDTH_STEP = 64;
/** Lines longer than this are squeezed, as PaddleOCR does. */
const WIDEST = 3200;
/** Columns that go through the network together: 10 lines of 256. Its output is large, 6,625 classes for 8 columns. */
const COLUMNS_PER_BATCH = 2560;

/**
 * Reads with PP-OCRv4's mobile recogniser (PaddleOCR): any Chinese, Latin letters of both cases, digits, punctuation and
 * spaces. Always on the processor, in a thread of its own, whatever engine the other networks use: it is there to be
 * independent of them.
 */
export class PpocrReader implements Reader {
  readonly id = 'ppocr';
  readonly title = 'PP-OCRv4 mobile';
  readonly weightsSha256: string;
  readonly #files: PpocrFiles;
  #session: OnlyGraph;

  private constructor(files: PpocrFiles, session: OnlyGraph) {
    this.weightsSha256 = files.sha256;
    this.#files = files;
    this.#session = session;
  }

  /** Throws `weights-missing` where its package is not installed, `file-damaged`, `out-of-memory`, `engine-failed`. */
  static async open(): Promise<PpocrReader> {
    const files = await readPpocrFiles();
    return new PpocrReader(files, await startSession(files));
  }

  async read(images: readonly Raster[]): Promise<Reading[]> {
    // A thread that ran out of memory on one page is no reason to read no other.
    if (this.#session.hasEnded) this.#session = await startSession(this.#files);
    const readings = new Array<Reading>(images.length);
    for (const { width, batch } of batchesByWidth(images, paddedWidth, COLUMNS_PER_BATCH)) {
      const output = await runSoundly(this.#session, ppocrInput(batch, width));
      batch.forEach(({ index }, n) => {
        readings[index] = withoutOuterSpaces(decodePath(bestPath(output, n), this.#files.characters));
      });
    }
    return readings;
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}

const startSession = ({ model }: PpocrFiles): Promise<OnlyGraph> =>
  onlyGraph(model, { provider: 'cpu', threads: availableParallelism() });

/** Columns of the text itself at 48 rows. */
function textWidth({ width, height }: Raster): number {
  return Math.min(WIDEST, Math.max(1, Math.ceil((ROWS * width) / height)));
}

function paddedWidth(raster: Raster): number {
  return Math.ceil(textWidth(raster) / WIDTH_STEP) * WIDTH_STEP;
}

/** (N, 3, 48, W) in blue, green, red, −1..1, filled up on the right with 0. */
function ppocrInput(batch: readonly Placed<Raster>[], width: number): TensorData {
  const area = ROWS * width;
  const data = new Float32Array(batch.length * 3 * area);
  batch.forEach(({ item }, n) => {
    const columns = textWidth(item);
    const { data: rgb } = resizeBicubic(item, columns, ROWS);
    for (let plane = 0; plane < 3; plane++) {
      const start = (n * 3 + plane) * area;
      for (let y = 0; y < ROWS; y++) {
        for (let x = 0; x < columns; x++) {
          data[start + y * width + x] = (rgb[(y * columns + x) * 3 + (2 - plane)] as number) / 127.5 - 1;
        }
      }
    }
  });
  return { shape: [batch.length, 3, ROWS, width], data };
}

/** Of probabilities (N, T, classes), the likeliest class of each frame of image n. */
function bestPath({ shape, data }: TensorData, n: number): BestPath {
  const [, frames = 0, classes = 0] = shape;
  const path = { classes: new Int32Array(frames), probabilities: new Float32Array(frames) };
  for (let t = 0; t < frames; t++) {
    const row = (n * frames + t) * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if ((data[row + c] as number) > (data[row + best] as number)) best = c;
    path.classes[t] = best;
    path.probabilities[t] = data[row + best] as number;
  }
  return path;
}

/** Wide margins are often read as a space. */
function withoutOuterSpaces({ text, confidence, characters }: Decoded): Reading {
  const start = text.length - text.trimStart().length;
  const inner = characters.slice(start, start + text.trim().length);
  return {
    text: text.trim(),
    confidence,
    characters: inner.map(({ character, confidence: sure }) => ({ character, confidence: sure })),
  };
}
