import { pairOf } from '../../../models/interpreters/image-ops.ts';
import type {
  ConvLayer,
  ConvTransposeLayer,
  Ops,
  SplineLayer,
  PoolLayer,
  SamplingRule,
} from '../../../models/interpreters/ops.ts';
import { splineConstants } from '../../../models/interpreters/thin-plate-spline.ts';
import { each, exact, reader, sumOver, type Exact } from './exact.ts';
import { ReferenceRecurrentOps } from './reference-recurrent-ops.ts';

/** `Ops` written from the definitions alone in float64: what every interpreter is checked against. */
export class ReferenceOps extends ReferenceRecurrentOps implements Ops<Exact> {
  readonly #use: 'training' | 'inference';

  constructor(parameters: ReadonlyMap<string, Exact>, use: 'training' | 'inference' = 'training') {
    super(parameters);
    this.#use = use;
  }

  conv2d(x: Exact, { name, in: channels, out, kernel, padding, ...layer }: ConvLayer): Exact {
    const [n, , h, w] = x.shape as [number, number, number, number];
    const [input, weight, bias] = [reader(x), this.read(`${name}.weight`), this.#bias(name, layer.bias)];
    const [down, across] = pairOf(layer.stride ?? 1);
    const size = (length: number, stride: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
    return exact([n, out, size(h, down), size(w, across)], (b, o = 0, row = 0, column = 0) => {
      let sum = bias(o);
      for (let c = 0; c < channels; c++) {
        for (let i = 0; i < kernel; i++) {
          for (let j = 0; j < kernel; j++) {
            sum += weight(o, c, i, j) * input(b, c, row * down + i - padding, column * across + j - padding);
          }
        }
      }
      return sum;
    });
  }

  /** As the published definition has it: every value adds its filter to the output. */
  convTranspose2d(x: Exact, { name, in: channels, out, kernel, ...layer }: ConvTransposeLayer): Exact {
    const [n, , h, w] = x.shape as [number, number, number, number];
    const [input, weight, bias] = [reader(x), this.read(`${name}.weight`), this.#bias(name, layer.bias)];
    const [stride, padding, more] = [layer.stride, layer.padding, layer.outputPadding ?? 0].map(pairOf) as [P, P, P];
    const size = (length: number, axis: 0 | 1) => (length - 1) * stride[axis] - 2 * padding[axis] + kernel + more[axis];
    const result = exact([n, out, size(h, 0), size(w, 1)], (_b, o = 0) => bias(o));
    const [, , height, width] = result.shape as [number, number, number, number];
    exact([n, channels, h, w], (b = 0, c = 0, row = 0, column = 0) => {
      for (let o = 0; o < out; o++) {
        for (let i = 0; i < kernel; i++) {
          for (let j = 0; j < kernel; j++) {
            const [y, at] = [row * stride[0] + i - padding[0], column * stride[1] + j - padding[1]];
            if (y < 0 || y >= height || at < 0 || at >= width) continue;
            const flat = ((b * out + o) * height + y) * width + at;
            result.data[flat] = (result.data[flat] as number) + input(b, c, row, column) * weight(c, o, i, j);
          }
        }
      }
      return 0;
    });
    return result;
  }

  batchNorm(x: Exact, { name, channels }: { name: string; channels: number }): Exact {
    const [scale, shift] = [this.read(`${name}.weight`), this.read(`${name}.bias`)];
    const [runningMean, runningVariance] = [this.read(`${name}.running_mean`), this.read(`${name}.running_var`)];
    const inner = x.shape.slice(2).reduce((product, n) => product * n, 1);
    const groups = Array.from({ length: channels }, (_, c) =>
      x.data.filter((_v, i) => Math.floor(i / inner) % channels === c),
    );
    const moments = groups.map((values, c) => {
      if (this.#use === 'inference') return { mean: runningMean(c), variance: runningVariance(c) };
      const mean = sumOver(values.length, (i) => values[i] as number) / values.length;
      return { mean, variance: sumOver(values.length, (i) => ((values[i] as number) - mean) ** 2) / values.length };
    });
    return exact(x.shape, (...index) => {
      const c = index[1] as number;
      const { mean, variance } = moments[c] as { mean: number; variance: number };
      return ((reader(x)(...index) - mean) / Math.sqrt(variance + 1e-5)) * scale(c) + shift(c);
    });
  }

  prelu(x: Exact, { name }: { name: string }): Exact {
    const slope = this.read(`${name}.weight`)(0);
    return each(x, (value) => (value > 0 ? value : slope * value));
  }

  maxPool(x: Exact, { kernel, stride, padding }: PoolLayer): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const size = (length: number, axis: 0 | 1): number =>
      Math.floor((length + 2 * padding[axis] - kernel[axis]) / stride[axis]) + 1;
    return exact([n, c, size(h, 0), size(w, 1)], (b = 0, channel = 0, row = 0, column = 0) => {
      let best = -Infinity;
      for (let i = 0; i < kernel[0]; i++) {
        for (let j = 0; j < kernel[1]; j++) {
          const [y, at] = [row * stride[0] + i - padding[0], column * stride[1] + j - padding[1]];
          if (y >= 0 && y < h && at >= 0 && at < w) best = Math.max(best, reader(x)(b, channel, y, at));
        }
      }
      return best;
    });
  }

  averagePool(x: Exact, { kernel, stride, padding }: PoolLayer): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const input = reader(x);
    const size = (length: number, axis: 0 | 1): number =>
      Math.floor((length + 2 * padding[axis] - kernel[axis]) / stride[axis]) + 1;
    return exact([n, c, size(h, 0), size(w, 1)], (b = 0, channel = 0, row = 0, column = 0) => {
      const [top, left] = [row * stride[0] - padding[0], column * stride[1] - padding[1]];
      const sum = sumOver(kernel[0], (i) => sumOver(kernel[1], (j) => input(b, channel, top + i, left + j)));
      return sum / (kernel[0] * kernel[1]);
    });
  }

  pixelShuffle(x: Exact, factor: number): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const input = reader(x);
    return exact([n, c / factor ** 2, h * factor, w * factor], (b = 0, channel = 0, row = 0, column = 0) =>
      input(
        b,
        (channel * factor + (row % factor)) * factor + (column % factor),
        Math.floor(row / factor),
        Math.floor(column / factor),
      ),
    );
  }

  columnsAsSequence(x: Exact): Exact {
    const [n, c, , w] = x.shape as [number, number, number, number];
    return exact([w, n, c], (t = 0, b = 0, channel = 0) => reader(x)(b, channel, 0, t));
  }

  resizeBilinear(x: Exact, height: number, width: number): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    return exact([n, c, height, width], (b = 0, channel = 0, row = 0, column = 0) =>
      bilinear(reader(x), b, channel, (row * (h - 1)) / (height - 1), (column * (w - 1)) / (width - 1)),
    );
  }

  gridSample(x: Exact, grid: Exact, { alignCorners, padding }: SamplingRule): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const [, height = 0, width = 0] = grid.shape;
    const [input, place] = [reader(x), reader(grid)];
    const inside = (i: number, length: number) => (padding === 'zeros' ? i : Math.min(length - 1, Math.max(0, i)));
    return exact([n, c, height, width], (b = 0, channel = 0, row = 0, column = 0) => {
      const [left, top] = [(place(b, row, column, 0) + 1) / 2, (place(b, row, column, 1) + 1) / 2];
      const at = [inside(inPixels(top, h, alignCorners), h), inside(inPixels(left, w, alignCorners), w)] as const;
      return bilinear(input, b, channel, ...at);
    });
  }

  thinPlateSpline(x: Exact, points: Exact, spline: SplineLayer): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const { inverseKernel, targetRepresentation } = splineConstants(spline);
    const { alignCorners = false } = spline;
    const order = spline.controlPoints + 3;
    const source = reader(points);
    const position = (b: number, pixel: number, axis: 0 | 1): number => {
      const value = sumOver(order, (j) => {
        const coefficient = sumOver(
          spline.controlPoints,
          (k) => (inverseKernel[j * order + k] as number) * source(b, 2 * k + axis),
        );
        return (targetRepresentation[pixel * order + j] as number) * coefficient;
      });
      return Math.min(1, Math.max(0, value));
    };
    return exact([n, c, spline.height, spline.width], (b = 0, channel = 0, row = 0, column = 0) => {
      const pixel = row * spline.width + column;
      return bilinear(
        reader(x),
        b,
        channel,
        inPixels(position(b, pixel, 1), h, alignCorners),
        inPixels(position(b, pixel, 0), w, alignCorners),
      );
    });
  }

  #bias(name: string, biased = true): (...index: number[]) => number {
    return biased ? this.read(`${name}.bias`) : () => 0;
  }
}

type P = readonly [number, number];

/** A position in 0..1 along an axis of this length, in pixels. */
const inPixels = (position: number, length: number, alignCorners: boolean): number =>
  alignCorners ? position * (length - 1) : position * length - 0.5;

function bilinear(
  input: (...index: number[]) => number,
  b: number,
  channel: number,
  row: number,
  column: number,
): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  return (
    (1 - down) * (1 - right) * input(b, channel, top, left) +
    (1 - down) * right * input(b, channel, top, left + 1) +
    down * (1 - right) * input(b, channel, top + 1, left) +
    down * right * input(b, channel, top + 1, left + 1)
  );
}
