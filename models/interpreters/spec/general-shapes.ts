import { rowsName } from '../general-ops.ts';
import type { ConstantValue, EmbeddingLayer, GeneralOps, LinearLayer } from '../ops.ts';
import { sizeOf } from '../../base/tensor.ts';
import { ParameterLedger, expectChannels, type Shape } from './ledger.ts';

/** Shapes of arithmetic, rows and axes. */
export abstract class GeneralShapes extends ParameterLedger implements GeneralOps<Shape> {
  relu = (x: Shape): Shape => x;
  mish = (x: Shape): Shape => x;
  tanh = (x: Shape): Shape => x;
  sigmoid = (x: Shape): Shape => x;
  scale = (x: Shape): Shape => x;
  clamp = (x: Shape): Shape => x;

  add(a: Shape, b: Shape): Shape {
    if (a.join() !== b.join()) throw new RangeError(`cannot add shapes (${a.join()}) and (${b.join()})`);
    return a;
  }

  addBroadcast = broadcast;
  subtract = broadcast;
  multiply = broadcast;

  softmax(x: Shape, axis: number): Shape {
    expectAxis(x, axis);
    return x;
  }

  sum(x: Shape, axis: number): Shape {
    expectAxis(x, axis);
    return x.with(axis, 1);
  }

  mean(x: Shape, axis: number): Shape {
    return this.sum(x, axis);
  }

  concat(parts: readonly Shape[], axis: number): Shape {
    const [first] = parts;
    if (!first) throw new RangeError('nothing to concatenate');
    expectAxis(first, axis);
    const rest = (shape: Shape) => shape.toSpliced(axis, 1).join();
    const odd = parts.find((part) => part.length !== first.length || rest(part) !== rest(first));
    if (odd) throw new RangeError(`cannot concatenate (${first.join()}) and (${odd.join()}) along axis ${axis}`);
    return first.with(
      axis,
      parts.reduce((total, part) => total + (part[axis] as number), 0),
    );
  }

  slice(x: Shape, axis: number, start: number, end: number): Shape {
    expectAxis(x, axis);
    if (start < 0 || end <= start || end > (x[axis] as number)) {
      throw new RangeError(`(${x.join()}) has no slice ${start} to ${end} along axis ${axis}`);
    }
    return x.with(axis, end - start);
  }

  reshape(x: Shape, shape: readonly number[]): Shape {
    return resolvedShape(x, shape);
  }

  transpose(x: Shape, order: readonly number[]): Shape {
    if (order.toSorted((a, b) => a - b).join() !== [...x.keys()].join()) {
      throw new RangeError(`(${order.join()}) is no order of the axes of (${x.join()})`);
    }
    return order.map((axis) => x[axis] as number);
  }

  flatten(x: Shape): Shape {
    return [x[0] ?? 1, sizeOf(x.slice(1))];
  }

  matmul(a: Shape, b: Shape): Shape {
    const fits = a.length >= 2 && a.slice(0, -2).join() === b.slice(0, -2).join() && a.at(-1) === b.at(-2);
    if (!fits) throw new RangeError(`cannot multiply matrices (${a.join()}) and (${b.join()})`);
    const columns = b.at(-1) as number;
    this.multiplyAdds += sizeOf(a) * columns;
    return [...a.slice(0, -1), columns];
  }

  constant(_name: string, { shape, data }: ConstantValue): Shape {
    if (data.length !== sizeOf(shape)) throw new RangeError(`${data.length} values are no (${shape.join()})`);
    return shape;
  }

  linear(x: Shape, { name, in: features, out, bias = true }: LinearLayer): Shape {
    expectChannels(x[x.length - 1] ?? 0, features, name);
    this.parameter(name, 'weight', [out, features], 'linear', features);
    if (bias) this.parameter(name, 'bias', [out], 'bias', features);
    this.multiplyAdds += sizeOf(x) * out;
    return [...x.slice(0, -1), out];
  }

  embedding(ids: Shape, layer: EmbeddingLayer): Shape {
    const { count, width } = layer;
    this.record({ name: rowsName(layer), shape: [count, width], role: 'linear', fanIn: 1 });
    return [...ids, width];
  }
}

/** The shape that `reshape` asks for, with 0 and −1 replaced. Throws where the number of values differs. */
export function resolvedShape(x: Shape, wanted: readonly number[]): Shape {
  const kept = wanted.map((length, axis) => (length === 0 ? (x[axis] ?? 0) : length));
  const rest = sizeOf(x) / sizeOf(kept.filter((length) => length !== -1));
  const shape = kept.map((length) => (length === -1 ? rest : length));
  if (!Number.isInteger(rest) || sizeOf(shape) !== sizeOf(x)) {
    throw new RangeError(`(${x.join()}) cannot be reshaped to (${wanted.join()})`);
  }
  return shape;
}

function broadcast(a: Shape, b: Shape): Shape {
  const fits = a.length === b.length && a.every((length, i) => length === b[i] || length === 1 || b[i] === 1);
  if (!fits) throw new RangeError(`shapes (${a.join()}) and (${b.join()}) do not broadcast`);
  return a.map((length, i) => Math.max(length, b[i] as number));
}

function expectAxis(x: Shape, axis: number) {
  if (!Number.isInteger(axis) || axis < 0 || axis >= x.length)
    throw new RangeError(`(${x.join()}) has no axis ${axis}`);
}
