import { rowsName } from '../../../models/interpreters/general-ops.ts';
import type { ConstantValue, EmbeddingLayer, GeneralOps, LinearLayer } from '../../../models/interpreters/ops.ts';
import { each, exact, reader, sigmoid, sumOver, type Exact } from './exact.ts';

/** Arithmetic, rows and axes in float64, from their definitions. */
export abstract class ReferenceGeneralOps implements GeneralOps<Exact> {
  protected readonly parameters: ReadonlyMap<string, Exact>;

  constructor(parameters: ReadonlyMap<string, Exact>) {
    this.parameters = parameters;
  }

  relu = (x: Exact): Exact => each(x, (value) => Math.max(0, value));
  mish = (x: Exact): Exact => each(x, (value) => value * Math.tanh(Math.log1p(Math.exp(value))));
  tanh = (x: Exact): Exact => each(x, Math.tanh);
  scale = (x: Exact, factor: number): Exact => each(x, (value) => value * factor);
  sigmoid = (x: Exact): Exact => each(x, sigmoid);
  clamp = (x: Exact, lowest: number, highest: number): Exact =>
    each(x, (value) => Math.min(highest, Math.max(lowest, value)));
  add = pairwise((a, b) => a + b);
  addBroadcast = this.add;
  subtract = pairwise((a, b) => a - b);
  multiply = pairwise((a, b) => a * b);

  softmax(x: Exact, axis: number): Exact {
    const power = each(x, Math.exp);
    return pairwise((a, b) => a / b)(power, this.sum(power, axis));
  }

  sum(x: Exact, axis: number): Exact {
    const read = reader(x);
    return exact(x.shape.with(axis, 1), (...index) =>
      sumOver(x.shape[axis] as number, (i) => read(...index.with(axis, i))),
    );
  }

  mean(x: Exact, axis: number): Exact {
    return this.scale(this.sum(x, axis), 1 / (x.shape[axis] as number));
  }

  concat(parts: readonly Exact[], axis: number): Exact {
    const pieces = parts.flatMap((part) =>
      Array.from({ length: part.shape[axis] as number }, (_, i) => ({ read: reader(part), i })),
    );
    return exact((parts[0] as Exact).shape.with(axis, pieces.length), (...index) => {
      const { read, i } = pieces[index[axis] as number] as { read: (...at: number[]) => number; i: number };
      return read(...index.with(axis, i));
    });
  }

  slice(x: Exact, axis: number, start: number, end: number): Exact {
    const read = reader(x);
    return exact(x.shape.with(axis, end - start), (...index) =>
      read(...index.with(axis, (index[axis] as number) + start)),
    );
  }

  reshape(x: Exact, shape: readonly number[]): Exact {
    const kept = shape.map((length, axis) => (length === 0 ? (x.shape[axis] as number) : length));
    const known = kept.filter((length) => length > 0).reduce((product, n) => product * n, 1);
    return { shape: kept.map((length) => (length < 0 ? x.data.length / known : length)), data: x.data };
  }

  transpose(x: Exact, order: readonly number[]): Exact {
    const read = reader(x);
    return exact(
      order.map((axis) => x.shape[axis] as number),
      (...index) => read(...x.shape.map((_, axis) => index[order.indexOf(axis)] as number)),
    );
  }

  flatten(x: Exact): Exact {
    return { shape: [x.shape[0] as number, x.data.length / (x.shape[0] as number)], data: x.data };
  }

  matmul(a: Exact, b: Exact): Exact {
    const [left, right] = [reader(a), reader(b)];
    const inner = a.shape.at(-1) as number;
    return exact([...a.shape.slice(0, -1), b.shape.at(-1) as number], (...index) => {
      const [row, column] = index.splice(-2) as [number, number];
      return sumOver(inner, (i) => left(...index, row, i) * right(...index, i, column));
    });
  }

  constant(_name: string, { shape, data }: ConstantValue): Exact {
    return { shape, data: Float64Array.from(data) };
  }

  linear(x: Exact, { name, in: features, out, bias: biased = true }: LinearLayer): Exact {
    const [weight, bias] = [this.read(`${name}.weight`), biased ? this.read(`${name}.bias`) : () => 0];
    return exact([...x.shape.slice(0, -1), out], (...index) => {
      const o = index.pop() as number;
      return bias(o) + sumOver(features, (i) => weight(o, i) * reader(x)(...index, i));
    });
  }

  embedding(ids: Exact, layer: EmbeddingLayer): Exact {
    const { width } = layer;
    const [read, weight] = [reader(ids), this.read(rowsName(layer))];
    return exact([...ids.shape, width], (...index) => {
      const column = index.pop() as number;
      return weight(Math.round(read(...index)), column);
    });
  }

  protected read(name: string): (...index: number[]) => number {
    const parameter = this.parameters.get(name);
    if (!parameter) throw new RangeError(`no parameter ${name}`);
    return reader(parameter);
  }
}

/** Value by value, axes of length 1 stretched. */
const pairwise =
  (f: (a: number, b: number) => number) =>
  (a: Exact, b: Exact): Exact => {
    if (a.shape.join() === b.shape.join()) {
      return { shape: a.shape, data: a.data.map((value, i) => f(value, b.data[i] as number)) };
    }
    const [left, right] = [reader(a), reader(b)];
    const inside = (index: number[], { shape }: Exact) => index.map((i, axis) => (shape[axis] === 1 ? 0 : i));
    const shape = a.shape.map((length, axis) => Math.max(length, b.shape[axis] as number));
    return exact(shape, (...index) => f(left(...inside(index, a)), right(...inside(index, b))));
  };
