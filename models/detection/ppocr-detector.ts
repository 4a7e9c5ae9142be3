import { availableParallelism } from 'node:os';
import type { TensorData } from '../base/tensor.ts';
import { runSoundly } from '../engines/finite-output.ts';
import { onlyGraph, type OnlyGraph } from '../engines/onnx/only-graph.ts';
import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';
import { ppocrFile } from '../recognition/readers/ppocr-files.ts';
import type { ProbabilityMap } from './components.ts';
import type { Detection, Detector } from './detector.ts';
import { type TextBox, textBoxes } from './text-boxes.ts';
import { type Tile, tilesOf } from './tiles.ts';

/** Longer side of the picture at the first look, as large as PaddleOCR's pages go or a little more. */
const FIRST_SIDE = 1600;
/** Side of a tile and what neighbours share, in pixels of the picture that the network sees. */
const TILE = 960;
const OVERLAP = 128;
/** The network's strides: sides are filled up to a multiple of this. */
const STEP = 32;
/** Heights of boxes, in pixels that the network sees, at which it finds lines well; beyond them it looks again. */
const FINE = { least: 14, most: 48, aim: 26 };
const MOST_ENLARGED = 3;
/** Pixels that the network may see at the second look, so that a huge page of small print ends. */
const MOST_PIXELS = 64e6;
/** ImageNet's means and deviations, as PaddleOCR applies them: in this order to blue, green and red. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

/** PP-OCRv4's mobile detector (PaddleOCR), a network of the DB family, in a thread of its own on the processor. */
export class PpocrDetector implements Detector {
  readonly id = 'ppocr';
  readonly title = 'PP-OCRv4 mobile detector';
  readonly weightsSha256: string;
  readonly #graph: OnlyGraph;

  private constructor(sha256: string, graph: OnlyGraph) {
    this.weightsSha256 = sha256;
    this.#graph = graph;
  }

  /** Throws `weights-missing` where its package is not installed, `out-of-memory`, `engine-failed`. */
  static async open(): Promise<PpocrDetector> {
    const { bytes, sha256 } = await ppocrFile('ch_PP-OCRv4_det_infer.onnx');
    const graph = await onlyGraph(bytes, { provider: 'cpu', threads: availableParallelism() });
    return new PpocrDetector(sha256, graph);
  }

  /**
   * Looks at the whole picture first, and a second time where its text is too small or too large for the network in that
   * size, or where it saw none. The second look is in tiles.
   */
  async detect(picture: Raster): Promise<Detection> {
    const first = Math.min(1, FIRST_SIDE / Math.max(picture.width, picture.height));
    const boxes = await this.#look(picture, first);
    const better = betterScale(boxes, first, picture);
    if (better === undefined) return { boxes: boxes.map((box) => scaled(box, 1 / first)), scale: first };
    const again = await this.#look(picture, better);
    return { boxes: again.map((box) => scaled(box, 1 / better)), scale: better };
  }

  dispose(): Promise<void> {
    return this.#graph.dispose();
  }

  async #look(picture: Raster, scale: number): Promise<TextBox[]> {
    const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale))) as [
      number,
      number,
    ];
    const seen = scale === 1 ? picture : resizeBicubic(picture, width, height);
    const map: ProbabilityMap = { width, height, data: new Uint8Array(width * height) };
    for (const tile of tilesOf(width, height, TILE, OVERLAP)) {
      paste(map, tile, await runSoundly(this.#graph, detectorInput(seen, tile)));
    }
    return textBoxes(map);
  }
}

/** The scale at which to look again; undefined where the first look was good. */
function betterScale(boxes: readonly TextBox[], scale: number, { width, height }: Raster): number | undefined {
  const most = Math.min(MOST_ENLARGED, Math.sqrt(MOST_PIXELS / (width * height)));
  if (boxes.length === 0) return scale < 1 ? Math.min(1, most) : undefined;
  const rows = medianBreadth(boxes);
  if (rows >= FINE.least && rows <= FINE.most) return undefined;
  const better = Math.min(most, (scale * FINE.aim) / rows);
  return better === scale ? undefined : better;
}

/** The median over the length of text, so that one headline or a hundred specks do not count more than what is written. */
function medianBreadth(boxes: readonly TextBox[]): number {
  const sorted = [...boxes].sort((a, b) => a.breadth - b.breadth);
  let left = sorted.reduce((sum, { length }) => sum + length, 0) / 2;
  return sorted.find(({ length }) => (left -= length) <= 0)?.breadth ?? 0;
}

const scaled = (box: TextBox, factor: number): TextBox => ({
  ...box,
  centre: [box.centre[0] * factor, box.centre[1] * factor],
  length: box.length * factor,
  breadth: box.breadth * factor,
  growth: box.growth * factor,
  spine: box.spine.map(([x, y]) => [x * factor, y * factor]),
  outline: box.outline.map(([x, y]) => [x * factor, y * factor]),
});

/** (1, 3, H, W) of a tile in blue, green, red, normalised; sides filled up with its last row and column. */
function detectorInput({ width, data: pixels }: Raster, tile: Tile): TensorData {
  const [rows, columns] = [tile.height, tile.width].map((side) => Math.ceil(side / STEP) * STEP) as [number, number];
  const data = new Float32Array(3 * rows * columns);
  for (let plane = 0; plane < 3; plane++) {
    const [mean, deviation] = [MEAN[plane] as number, DEVIATION[plane] as number];
    for (let y = 0; y < rows; y++) {
      const row = (tile.top + Math.min(y, tile.height - 1)) * width + tile.left;
      const to = (plane * rows + y) * columns;
      for (let x = 0; x < columns; x++) {
        const value = pixels[(row + Math.min(x, tile.width - 1)) * 3 + 2 - plane] as number;
        data[to + x] = (value / 255 - mean) / deviation;
      }
    }
  }
  return { shape: [1, 3, rows, columns], data };
}

function paste(map: ProbabilityMap, { left, top, kept }: Tile, { shape, data }: TensorData): void {
  const columns = shape.at(-1) as number;
  for (let y = kept.top; y < kept.bottom; y++) {
    for (let x = kept.left; x < kept.right; x++) {
      map.data[y * map.width + x] = Math.round(255 * (data[(y - top) * columns + x - left] as number));
    }
  }
}
