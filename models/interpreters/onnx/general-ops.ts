import type { StateDict } from '../../base/tensor.ts';
import { rowsName } from '../general-ops.ts';
import type { ConstantValue, EmbeddingLayer, GeneralOps, LinearLayer } from '../ops.ts';
import { parameter, transposed } from './algebra.ts';
import { ELEMENT_TYPE, type Attributes, type OnnxGraph } from './graph.ts';
import { Shuffled, Sum, Written, type Value } from './values.ts';

/** Arithmetic, rows and axes as nodes of an ONNX graph. */
export abstract class OnnxGeneralOps implements GeneralOps<Value> {
  protected readonly graph: OnnxGraph;
  protected readonly weights: StateDict;

  constructor(graph: OnnxGraph, weights: StateDict) {
    this.graph = graph;
    this.weights = weights;
  }

  relu(x: Value): Value {
    return this.each(x, (value) => this.graph.node('Relu', [value]));
  }

  mish(x: Value): Value {
    return this.each(x, (value) => this.writeMish(value));
  }

  tanh(x: Value): Value {
    return this.each(x, (value) => this.graph.node('Tanh', [value]));
  }

  sigmoid(x: Value): Value {
    return this.each(x, (value) => this.graph.node('Sigmoid', [value]));
  }

  scale(x: Value, factor: number): Value {
    return this.each(x, (value) => this.graph.node('Mul', [value, this.number(factor)]));
  }

  clamp(x: Value, lowest: number, highest: number): Value {
    return this.each(x, (value) => this.graph.node('Clip', [value, this.number(lowest), this.number(highest)]));
  }

  add(a: Value, b: Value): Value {
    return new Sum(this.graph, a, b);
  }

  addBroadcast(a: Value, b: Value): Value {
    return this.written('Add', [a.plain(), b.plain()]);
  }

  subtract(a: Value, b: Value): Value {
    return this.written('Sub', [a.plain(), b.plain()]);
  }

  multiply(a: Value, b: Value): Value {
    return this.written('Mul', [a.plain(), b.plain()]);
  }

  softmax(x: Value, axis: number): Value {
    return this.written('Softmax', [x.plain()], x, { axis });
  }

  sum(x: Value, axis: number): Value {
    return this.written('ReduceSum', [x.plain(), this.graph.integers([axis])]);
  }

  mean(x: Value, axis: number): Value {
    return this.written('ReduceMean', [x.plain(), this.graph.integers([axis])]);
  }

  concat(parts: readonly Value[], axis: number): Value {
    return this.written(
      'Concat',
      parts.map((part) => part.plain()),
      undefined,
      { axis },
    );
  }

  slice(x: Value, axis: number, start: number, end: number): Value {
    return this.written('Slice', [x.plain(), ...[start, end, axis].map((index) => this.graph.integers([index]))]);
  }

  reshape(x: Value, shape: readonly number[]): Value {
    return this.written('Reshape', [x.plain(), this.graph.integers(shape)]);
  }

  transpose(x: Value, order: readonly number[]): Value {
    return this.written('Transpose', [x.plain()], undefined, { perm: order });
  }

  flatten(x: Value): Value {
    return this.written('Flatten', [x.plain()], undefined, { axis: 1 });
  }

  matmul(a: Value, b: Value): Value {
    return this.written('MatMul', [a.plain(), b.plain()]);
  }

  constant(name: string, value: ConstantValue): Value {
    return new Written(
      this.graph,
      this.graph.constant(name, () => value),
    );
  }

  linear(x: Value, { name, bias = true }: LinearLayer): Value {
    const weight = this.graph.constant(`${name}.weight^T`, () => transposed(parameter(this.weights, `${name}.weight`)));
    const product = this.graph.node('MatMul', [x.plain(), weight]);
    return bias ? this.written('Add', [product, this.published(`${name}.bias`)]) : new Written(this.graph, product);
  }

  embedding(ids: Value, layer: EmbeddingLayer): Value {
    const rows = this.graph.node('Cast', [ids.plain()], { to: ELEMENT_TYPE.int64 });
    return this.written('Gather', [this.published(rowsName(layer)), rows], undefined, { axis: 0 });
  }

  /** A function of every element by itself, which may as well be taken before a pixel shuffle. */
  protected each(x: Value, write: (value: string) => string): Value {
    if (x instanceof Shuffled) return new Shuffled(this.graph, this.each(x.before, write), x.factor);
    return new Written(this.graph, write(x.plain()), x.size);
  }

  protected published(name: string): string {
    return this.graph.constant(name, () => parameter(this.weights, name));
  }

  protected written(operator: string, inputs: readonly string[], sameSize?: Value, attributes?: Attributes): Value {
    return new Written(this.graph, this.graph.node(operator, inputs, attributes), sameSize?.size);
  }

  private number(value: number): string {
    return this.graph.constant(`number_${value}`, () => ({ shape: [], data: Float64Array.of(value) }));
  }

  /**
   * tanh(ln(1 + eˣ)) = n / (n + 2) with n = eˣ(eˣ + 2). The operator Mish is computed through logarithms, 12 times slower
   * in onnxruntime. Beyond 20 the quotient is 1 in float32, and eˣ must not overflow.
   */
  private writeMish(x: string): string {
    const [two, limit] = [this.number(2), this.number(20)];
    const power = this.graph.node('Exp', [this.graph.node('Min', [x, limit])]);
    const n = this.graph.node('Mul', [power, this.graph.node('Add', [power, two])]);
    const quotient = this.graph.node('Div', [n, this.graph.node('Add', [n, two])]);
    return this.graph.node('Mul', [x, quotient]);
  }
}
