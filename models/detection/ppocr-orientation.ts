import { availableParallelism } from 'node:os';
import type { TensorData } from '../base/tensor.ts';
import { runSoundly } from '../engines/finite-output.ts';
import { onlyGraph, type OnlyGraph } from '../engines/onnx/only-graph.ts';
import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';
import { ppocrFile } from '../recognition/readers/ppocr-files.ts';

const ROWS = 48;
const COLUMNS = 192;

/** PP-OCR's classifier of lines that stand on their heads, in a thread of its own on the processor. */
export class PpocrOrientation {
  readonly #graph: OnlyGraph;

  private constructor(graph: OnlyGraph) {
    this.#graph = graph;
  }

  /** Throws `weights-missing` where its package is not installed, `out-of-memory`, `engine-failed`. */
  static async open(): Promise<PpocrOrientation> {
    const { bytes } = await ppocrFile('ch_ppocr_mobile_v2.0_cls_infer.onnx');
    return new PpocrOrientation(await onlyGraph(bytes, { provider: 'cpu', threads: availableParallelism() }));
  }

  /** How likely each line is upside down, 0..1. Throws `out-of-memory`, `engine-failed`. */
  async upsideDown(lines: readonly Raster[]): Promise<number[]> {
    if (lines.length === 0) return [];
    const { data } = await runSoundly(this.#graph, classifierInput(lines));
    return lines.map((_, n) => data[2 * n + 1] as number);
  }

  dispose(): Promise<void> {
    return this.#graph.dispose();
  }
}

/** (N, 3, 48, 192) in blue, green, red, −1..1: the beginning of each line at 48 rows, filled up on the right with 0. */
function classifierInput(lines: readonly Raster[]): TensorData {
  const area = ROWS * COLUMNS;
  const data = new Float32Array(lines.length * 3 * area);
  for (const [n, line] of lines.entries()) {
    const columns = Math.min(COLUMNS, Math.max(1, Math.ceil((ROWS * line.width) / line.height)));
    const { data: rgb } = resizeBicubic(beginning(line), columns, ROWS);
    for (let plane = 0; plane < 3; plane++) {
      for (let y = 0; y < ROWS; y++) {
        for (let x = 0; x < columns; x++) {
          data[(n * 3 + plane) * area + y * COLUMNS + x] =
            (rgb[(y * columns + x) * 3 + 2 - plane] as number) / 127.5 - 1;
        }
      }
    }
  }
  return { shape: [lines.length, 3, ROWS, COLUMNS], data };
}

/** As much of a line as the network sees without squeezing it. */
function beginning({ width, height, data }: Raster): Raster {
  const kept = Math.min(width, Math.max(1, Math.round((COLUMNS / ROWS) * height)));
  const rows = Array.from({ length: height }, (_, y) => data.subarray(3 * y * width, 3 * (y * width + kept)));
  return kept === width ? { width, height, data } : { width: kept, height, data: Buffer.concat(rows) };
}
