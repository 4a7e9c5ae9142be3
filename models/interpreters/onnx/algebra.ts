import type { StateDict, TensorData } from '../../base/tensor.ts';
import type { Constant } from './graph.ts';

/** The weight (out, in, k, k) and bias (out) of a convolution, in float64 so that foldings round once. */
export interface ConvWeights {
  out: number;
  in: number;
  kernel: number;
  weight: Float64Array;
  bias: Float64Array;
}

/** As torch.nn.BatchNorm2d and the ONNX operator have it. */
const EPSILON = 1e-5;

export function parameter(weights: StateDict, name: string): TensorData {
  const found = weights.get(name);
  if (!found) throw new RangeError(`no parameter ${name}`);
  return found;
}

/** Inference batch normalisation after a convolution is a scale and a shift per output channel: one convolution again. */
export function foldBatchNorm(conv: ConvWeights, weights: StateDict, name: string): ConvWeights {
  const [scale, shift, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (suffix) => parameter(weights, `${name}.${suffix}`).data,
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const perOutput = conv.weight.length / conv.out;
  const factors = Float64Array.from(scale, (s, o) => s / Math.sqrt((variance[o] as number) + EPSILON));
  return {
    ...conv,
    weight: conv.weight.map((w, i) => w * (factors[Math.floor(i / perOutput)] as number)),
    bias: conv.bias.map((b, o) => (b - (mean[o] as number)) * (factors[o] as number) + (shift[o] as number)),
  };
}

/**
 * A convolution of the pixel-shuffled image is a convolution of the image before the shuffle, followed by a shuffle: with
 * factor r, an r·H × r·W image of C channels is an H × W image of C·r² channels. (out, in, k, k), zero padding (k − 1) / 2,
 * becomes (out·r², in·r², k', k') with padding (k' − 1) / 2, where taps outside the old window are 0.
 */
export function beforeShuffle(conv: ConvWeights, factor: number): ConvWeights {
  const { out, in: channels, kernel } = conv;
  const reach = (kernel - 1) / 2;
  const newReach = Math.ceil(reach / factor);
  const newKernel = 2 * newReach + 1;
  const square = factor ** 2;
  const weight = new Float64Array(out * square * channels * square * newKernel ** 2);
  const bias = Float64Array.from({ length: out * square }, (_, o) => conv.bias[Math.floor(o / square)] as number);
  const phases = Array.from({ length: factor }, (_, phase) => phase);
  /** Old tap that reads input phase `from` at coarse offset `tap`, for output phase `to`. */
  const oldTap = (tap: number, from: number, to: number) => (tap - newReach) * factor + from - to + reach;
  for (let o = 0; o < out; o++) {
    for (let c = 0; c < channels; c++) {
      for (const toY of phases) {
        for (const toX of phases) {
          const newOut = o * square + toY * factor + toX;
          for (const fromY of phases) {
            for (const fromX of phases) {
              const newIn = c * square + fromY * factor + fromX;
              for (let tapY = 0; tapY < newKernel; tapY++) {
                const y = oldTap(tapY, fromY, toY);
                if (y < 0 || y >= kernel) continue;
                for (let tapX = 0; tapX < newKernel; tapX++) {
                  const x = oldTap(tapX, fromX, toX);
                  if (x < 0 || x >= kernel) continue;
                  weight[((newOut * channels * square + newIn) * newKernel + tapY) * newKernel + tapX] = conv.weight[
                    ((o * channels + c) * kernel + y) * kernel + x
                  ] as number;
                }
              }
            }
          }
        }
      }
    }
  }
  return { out: out * square, in: channels * square, kernel: newKernel, weight, bias };
}

/** Where each of ONNX's gates stands in PyTorch's order: GRU z, r, n of r, z, n; LSTM i, o, f, c of i, f, g, o. */
export const GATE_ORDER = { GRU: [1, 0, 2], LSTM: [0, 3, 1, 2] } as const;

export interface RecurrentWeights {
  /** (directions, gates·hidden, in). */
  input: Constant;
  /** (directions, gates·hidden, hidden). */
  recurrent: Constant;
  /** (directions, 2·gates·hidden): of the input product, then of the recurrent one. */
  bias: Constant;
}

/**
 * The weights of a recurrent layer as ONNX's operator takes them; `suffixes` end the names of each direction's parameters. `mixing` is a 1×1 convolution before the layer:
 * W(Mx + m) + b = (WM)x + (Wm + b), so it costs nothing.
 */
export function recurrentWeights(
  weights: StateDict,
  name: string,
  { order, suffixes, mixing }: { order: readonly number[]; suffixes: readonly string[]; mixing?: ConvWeights },
): RecurrentWeights {
  const input: number[][] = [];
  const recurrent: number[][] = [];
  const bias: number[] = [];
  let features = 0;
  let hidden = 0;
  for (const suffix of suffixes) {
    const inputWeight = parameter(weights, `${name}.weight_ih${suffix}`);
    const recurrentWeight = parameter(weights, `${name}.weight_hh${suffix}`);
    const [inputBias, recurrentBias] = ['ih', 'hh'].map((which) =>
      byGate(
        [...parameter(weights, `${name}.bias_${which}${suffix}`).data].map((b) => [b]),
        order,
      ).flat(),
    ) as [number[], number[]];
    const mixed = byGate(rowsOf(inputWeight), order).map((row) => mix(row, mixing));
    input.push(...mixed.map(({ weight }) => weight));
    recurrent.push(...byGate(rowsOf(recurrentWeight), order));
    bias.push(...inputBias.map((b, i) => b + (mixed[i]?.bias ?? 0)), ...recurrentBias);
    features = mixed[0]?.weight.length ?? 0;
    hidden = recurrentWeight.shape[1] ?? 0;
  }
  const rows = order.length * hidden;
  return {
    input: { shape: [suffixes.length, rows, features], data: Float64Array.from(input.flat()) },
    recurrent: { shape: [suffixes.length, rows, hidden], data: Float64Array.from(recurrent.flat()) },
    bias: { shape: [suffixes.length, 2 * rows], data: Float64Array.from(bias) },
  };
}

function rowsOf({ shape, data }: TensorData): number[][] {
  const [rows = 0, columns = 0] = shape;
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}

/** The rows of a (gates·hidden, …) matrix with its blocks in another order. */
function byGate(rows: readonly number[][], order: readonly number[]): number[][] {
  const hidden = rows.length / order.length;
  return order.flatMap((gate) => rows.slice(gate * hidden, (gate + 1) * hidden));
}

function mix(row: number[], mixing: ConvWeights | undefined): { weight: number[]; bias: number } {
  if (!mixing) return { weight: row, bias: 0 };
  const weight = new Array<number>(mixing.in).fill(0);
  let bias = 0;
  row.forEach((factor, channel) => {
    for (let i = 0; i < mixing.in; i++) {
      weight[i] = (weight[i] as number) + factor * (mixing.weight[channel * mixing.in + i] as number);
    }
    bias += factor * (mixing.bias[channel] as number);
  });
  return { weight, bias };
}

/** (out, in) → (in, out), as MatMul takes it. */
export function transposed({ shape, data }: TensorData): Constant {
  const [out = 0, features = 0] = shape;
  const result = new Float32Array(data.length);
  for (let o = 0; o < out; o++) {
    for (let i = 0; i < features; i++) result[i * out + o] = data[o * features + i] as number;
  }
  return { shape: [features, out], data: result };
}
