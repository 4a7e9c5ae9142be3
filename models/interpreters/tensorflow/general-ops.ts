import * as tf from '@tensorflow/tfjs';
import { rowsName } from '../general-ops.ts';
import type { ConstantValue, EmbeddingLayer, GeneralOps, LinearLayer } from '../ops.ts';
import { resolvedShape } from '../spec/general-shapes.ts';
import { mish, relu } from './activations.ts';
import { affine, overRows } from './affine.ts';
import { embeddedRows } from './embedding.ts';
import { internal, internalAxis, logical, toInternal } from './layout.ts';

export type ParameterLookup = (name: string) => tf.Tensor;

/** Arithmetic, rows and axes on TensorFlow.js tensors. */
export abstract class TensorFlowGeneralOps implements GeneralOps<tf.Tensor> {
  /**
   * A value that depends on parameters only, known by `key`. `compute` gets a look-up of parameters by published name.
   */
  protected abstract prepared<T extends tf.Tensor>(key: string, compute: (parameter: ParameterLookup) => T): T;

  relu(x: tf.Tensor): tf.Tensor {
    return relu(x);
  }

  mish(x: tf.Tensor): tf.Tensor {
    return mish(x);
  }

  tanh(x: tf.Tensor): tf.Tensor {
    return tf.tanh(x);
  }

  sigmoid(x: tf.Tensor): tf.Tensor {
    return tf.sigmoid(x);
  }

  scale(x: tf.Tensor, factor: number): tf.Tensor {
    return tf.mul(x, factor);
  }

  clamp(x: tf.Tensor, lowest: number, highest: number): tf.Tensor {
    return tf.clipByValue(x, lowest, highest);
  }

  add(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return tf.add(a, b);
  }

  addBroadcast(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return tf.add(a, b);
  }

  subtract(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return tf.sub(a, b);
  }

  multiply(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return tf.mul(a, b);
  }

  /** Computed on the last axis, the only one that the library takes. */
  softmax(x: tf.Tensor, axis: number): tf.Tensor {
    const [at, last] = [internalAxis(x, axis), x.rank - 1];
    if (at === last) return tf.softmax(x);
    const exchange = x.shape.map((_, i) => (i === at ? last : i === last ? at : i));
    return tf.transpose(tf.softmax(tf.transpose(x, exchange)), exchange);
  }

  sum(x: tf.Tensor, axis: number): tf.Tensor {
    return tf.sum(x, internalAxis(x, axis), true);
  }

  mean(x: tf.Tensor, axis: number): tf.Tensor {
    const at = internalAxis(x, axis);
    return tf.div(tf.sum(x, at, true), x.shape[at] as number);
  }

  concat(parts: readonly tf.Tensor[], axis: number): tf.Tensor {
    return tf.concat([...parts], internalAxis(parts[0] as tf.Tensor, axis));
  }

  slice(x: tf.Tensor, axis: number, start: number, end: number): tf.Tensor {
    const at = internalAxis(x, axis);
    const begin = x.shape.map((_, i) => (i === at ? start : 0));
    const size = x.shape.map((length, i) => (i === at ? end - start : length));
    return tf.slice(x, begin, size);
  }

  reshape(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
    const before = logical(x);
    return internal(tf.reshape(before, [...resolvedShape(before.shape, shape)]));
  }

  transpose(x: tf.Tensor, order: readonly number[]): tf.Tensor {
    return internal(tf.transpose(logical(x), [...order]));
  }

  flatten(x: tf.Tensor): tf.Tensor {
    return this.reshape(x, [0, -1]);
  }

  matmul(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
    return internal(tf.matMul(logical(a), logical(b)));
  }

  constant(name: string, value: ConstantValue): tf.Tensor {
    return this.prepared(`${name}, a constant`, () => toInternal(value));
  }

  linear(x: tf.Tensor, { name, out, bias = true }: LinearLayer): tf.Tensor {
    const kernel = this.transposed(`${name}.weight`);
    const shift = bias ? (this.parameter(`${name}.bias`) as tf.Tensor1D) : undefined;
    return internal(overRows(logical(x), out, (rows) => affine(rows, kernel, shift)));
  }

  embedding(ids: tf.Tensor, layer: EmbeddingLayer): tf.Tensor {
    return internal(embeddedRows(logical(ids), this.parameter(rowsName(layer)) as tf.Tensor2D));
  }

  /** A parameter as published. */
  protected parameter(name: string): tf.Tensor {
    return this.prepared(`${name} as published`, (parameter) => parameter(name));
  }

  protected transposed(name: string): tf.Tensor2D {
    return this.prepared(name, (parameter) => tf.transpose(parameter(name) as tf.Tensor2D));
  }
}
