import type {
  AlignmentOps,
  ConvLayer,
  LinearLayer,
  PlateLayer,
  PoolLayer,
  RecurrentLayer,
} from '../../../models/interpreters/ops.ts';
import { plateConstants } from '../../../models/interpreters/tensorflow/thin-plate-spline.ts';

/** A dense float64 tensor in published layout (feature maps N, C, H, W). */
export interface Exact {
  shape: readonly number[];
  data: Float64Array;
}

/** Makes a tensor value by value; `at` gets the indices along every axis. */
export function exact(shape: readonly number[], at: (...index: number[]) => number): Exact {
  const size = shape.reduce((product, n) => product * n, 1);
  const data = Float64Array.from({ length: size }, (_, flat) => {
    const index: number[] = [];
    for (let axis = shape.length - 1, rest = flat; axis >= 0; axis--) {
      const n = shape[axis] as number;
      index.unshift(rest % n);
      rest = Math.floor(rest / n);
    }
    return at(...index);
  });
  return { shape, data };
}

/** Reads a value; 0 outside the tensor. */
export function reader({ shape, data }: Exact): (...index: number[]) => number {
  return (...index) => {
    let flat = 0;
    for (const [axis, n] of shape.entries()) {
      const i = index[axis] as number;
      if (i < 0 || i >= n) return 0;
      flat = flat * n + i;
    }
    return data[flat] as number;
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const sumOver = (n: number, term: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
};

/** `AlignmentOps` in training form, written from the definitions alone in float64: what gradients are checked against. */
export class ReferenceOps implements AlignmentOps<Exact> {
  readonly #parameters: ReadonlyMap<string, Exact>;

  constructor(parameters: ReadonlyMap<string, Exact>) {
    this.#parameters = parameters;
  }

  conv2d(x: Exact, { name, in: channels, out, kernel, padding }: ConvLayer): Exact {
    const [n, , h, w] = x.shape as [number, number, number, number];
    const [input, weight, bias] = [reader(x), this.#read(`${name}.weight`), this.#read(`${name}.bias`)];
    const grow = 2 * padding - kernel + 1;
    return exact([n, out, h + grow, w + grow], (b, o = 0, row = 0, column = 0) => {
      let sum = bias(o);
      for (let c = 0; c < channels; c++) {
        for (let i = 0; i < kernel; i++) {
          for (let j = 0; j < kernel; j++) {
            sum += weight(o, c, i, j) * input(b, c, row + i - padding, column + j - padding);
          }
        }
      }
      return sum;
    });
  }

  batchNorm(x: Exact, { name, channels }: { name: string; channels: number }): Exact {
    const [scale, shift] = [this.#read(`${name}.weight`), this.#read(`${name}.bias`)];
    const inner = x.shape.slice(2).reduce((product, n) => product * n, 1);
    const groups = Array.from({ length: channels }, (_, c) =>
      x.data.filter((_v, i) => Math.floor(i / inner) % channels === c),
    );
    const moments = groups.map((values) => {
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
    const slope = this.#read(`${name}.weight`)(0);
    return each(x, (value) => (value > 0 ? value : slope * value));
  }

  relu = (x: Exact): Exact => each(x, (value) => Math.max(0, value));
  mish = (x: Exact): Exact => each(x, (value) => value * Math.tanh(Math.log1p(Math.exp(value))));
  tanh = (x: Exact): Exact => each(x, Math.tanh);
  scale = (x: Exact, factor: number): Exact => each(x, (value) => value * factor);
  add = (a: Exact, b: Exact): Exact => ({
    shape: a.shape,
    data: a.data.map((value, i) => value + (b.data[i] as number)),
  });

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

  bidirectionalGru(x: Exact, { name, hidden, along }: RecurrentLayer & { along: 'height' | 'width' }): Exact {
    const [n, , h, w] = x.shape as [number, number, number, number];
    const input = reader(x);
    const vertical = along === 'height';
    const [steps, lines] = vertical ? [h, w] : [w, h];
    const cell: Cell = ({ inputs, recurrent, state }) => {
      const r = (k: number): number => sigmoid(inputs(k) + recurrent(k));
      const next = Array.from({ length: hidden }, (_, k) => {
        const z = sigmoid(inputs(hidden + k) + recurrent(hidden + k));
        const candidate = Math.tanh(inputs(2 * hidden + k) + r(k) * recurrent(2 * hidden + k));
        return (1 - z) * candidate + z * (state[k] as number);
      });
      return next;
    };
    const runs = new Map<string, number[][]>();
    const statesOf = (b: number, line: number, suffix: string): number[][] => {
      const key = `${b},${line}${suffix}`;
      const at = (t: number, c: number): number => (vertical ? input(b, c, t, line) : input(b, c, line, t));
      const states = runs.get(key) ?? this.#run(name, suffix, hidden, steps, at, cell);
      runs.set(key, states);
      return states;
    };
    if (lines < 1) throw new RangeError('nothing to scan');
    return exact([n, 2 * hidden, h, w], (b = 0, c = 0, row = 0, column = 0) => {
      const [t, line] = vertical ? [row, column] : [column, row];
      return statesOf(b, line, c < hidden ? '' : '_reverse')[t]?.[c % hidden] as number;
    });
  }

  bidirectionalLstm(x: Exact, { name, hidden }: RecurrentLayer): Exact {
    const [steps, n] = x.shape as [number, number, number];
    const input = reader(x);
    const states = ['', '_reverse'].map((suffix) =>
      Array.from({ length: n }, (_, b) => {
        let memory = new Array<number>(hidden).fill(0);
        const cell: Cell = ({ inputs, recurrent }) => {
          const sum = (gate: number, k: number): number => inputs(gate * hidden + k) + recurrent(gate * hidden + k);
          memory = memory.map((c, k) => sigmoid(sum(1, k)) * c + sigmoid(sum(0, k)) * Math.tanh(sum(2, k)));
          return memory.map((c, k) => sigmoid(sum(3, k)) * Math.tanh(c));
        };
        return this.#run(name, suffix, hidden, steps, (t, c) => input(t, b, c), cell);
      }),
    );
    return exact([steps, n, 2 * hidden], (t = 0, b = 0, c = 0) => {
      const run = states[c < hidden ? 0 : 1]?.[b];
      return run?.[t]?.[c % hidden] as number;
    });
  }

  columnsAsSequence(x: Exact): Exact {
    const [n, c, , w] = x.shape as [number, number, number, number];
    return exact([w, n, c], (t = 0, b = 0, channel = 0) => reader(x)(b, channel, 0, t));
  }

  linear(x: Exact, { name, in: features, out }: LinearLayer): Exact {
    const [weight, bias] = [this.#read(`${name}.weight`), this.#read(`${name}.bias`)];
    return exact([...x.shape.slice(0, -1), out], (...index) => {
      const o = index.pop() as number;
      return bias(o) + sumOver(features, (i) => weight(o, i) * reader(x)(...index, i));
    });
  }

  resizeBilinear(x: Exact, height: number, width: number): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    return exact([n, c, height, width], (b = 0, channel = 0, row = 0, column = 0) =>
      bilinear(reader(x), b, channel, (row * (h - 1)) / (height - 1), (column * (w - 1)) / (width - 1)),
    );
  }

  flatten(x: Exact): Exact {
    return { shape: [x.shape[0] as number, x.data.length / (x.shape[0] as number)], data: x.data };
  }

  thinPlateSpline(x: Exact, points: Exact, plate: PlateLayer): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const { inverseKernel, targetRepresentation } = plateConstants(plate);
    const order = plate.controlPoints + 3;
    const source = reader(points);
    const position = (b: number, pixel: number, axis: 0 | 1): number => {
      const value = sumOver(order, (j) => {
        const coefficient = sumOver(
          plate.controlPoints,
          (k) => (inverseKernel[j * order + k] as number) * source(b, 2 * k + axis),
        );
        return (targetRepresentation[pixel * order + j] as number) * coefficient;
      });
      return Math.min(1, Math.max(0, value));
    };
    return exact([n, c, plate.height, plate.width], (b = 0, channel = 0, row = 0, column = 0) => {
      const pixel = row * plate.width + column;
      return bilinear(reader(x), b, channel, position(b, pixel, 1) * h - 0.5, position(b, pixel, 0) * w - 0.5);
    });
  }

  #read(name: string): (...index: number[]) => number {
    const parameter = this.#parameters.get(name);
    if (!parameter) throw new RangeError(`no parameter ${name}`);
    return reader(parameter);
  }

  /** States of one sequence in its own order, for one direction. */
  #run(
    name: string,
    suffix: string,
    hidden: number,
    steps: number,
    at: (t: number, channel: number) => number,
    cell: Cell,
  ): number[][] {
    const weight = this.#parameters.get(`${name}.weight_ih_l0${suffix}`) as Exact;
    const channels = weight.shape[1] as number;
    const [wx, wh] = [reader(weight), this.#read(`${name}.weight_hh_l0${suffix}`)];
    const [bx, bh] = [this.#read(`${name}.bias_ih_l0${suffix}`), this.#read(`${name}.bias_hh_l0${suffix}`)];
    const states: number[][] = [];
    let state = new Array<number>(hidden).fill(0);
    for (let i = 0; i < steps; i++) {
      const t = suffix === '' ? i : steps - 1 - i;
      const before = state;
      state = cell({
        inputs: (g) => bx(g) + sumOver(channels, (c) => wx(g, c) * at(t, c)),
        recurrent: (g) => bh(g) + sumOver(hidden, (k) => wh(g, k) * (before[k] as number)),
        state: before,
      });
      states[t] = state;
    }
    return states;
  }
}

/** One step of a recurrence: projections by gate row and the state before → the state after. */
type Cell = (step: {
  inputs: (gateRow: number) => number;
  recurrent: (gateRow: number) => number;
  state: readonly number[];
}) => number[];

const each = ({ shape, data }: Exact, f: (value: number) => number): Exact => ({ shape, data: data.map((v) => f(v)) });

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
