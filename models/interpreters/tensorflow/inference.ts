import * as tf from '@tensorflow/tfjs';
import type { StateDict, TensorData } from '../../base/tensor.ts';
import { toVariableLayout } from './filter-layout.ts';
import { BATCH_NORM_EPSILON } from './batch-norm.ts';
import { TensorFlowOps, type ParameterLookup } from './tensorflow-ops.ts';

/**
 * `Ops` for inference: running statistics normalise, folded into one multiplication and one addition, and everything
 * derived from the weights is computed once and stays on the device until `dispose`.
 */
export class InferenceOps extends TensorFlowOps {
  readonly #weights: StateDict;
  readonly #prepared = new Map<string, tf.Tensor>();

  /** `weights` must hold every parameter of the network (see `matchWeights`). */
  constructor(weights: StateDict) {
    super();
    this.#weights = weights;
  }

  batchNorm(x: tf.Tensor, { name }: { name: string; channels: number }): tf.Tensor {
    const scaleOf = (parameter: ParameterLookup): tf.Tensor =>
      tf.mul(parameter(`${name}.weight`), tf.rsqrt(tf.add(parameter(`${name}.running_var`), BATCH_NORM_EPSILON)));
    const scale = this.prepared(`${name}.scale`, scaleOf);
    const shift = this.prepared(`${name}.shift`, (parameter) =>
      tf.sub(parameter(`${name}.bias`), tf.mul(parameter(`${name}.running_mean`), scaleOf(parameter))),
    );
    return tf.add(tf.mul(x, scale), shift);
  }

  dispose(): void {
    tf.dispose([...this.#prepared.values()]);
    this.#prepared.clear();
  }

  protected prepared<T extends tf.Tensor>(key: string, compute: (parameter: ParameterLookup) => T): T {
    let value = this.#prepared.get(key);
    if (!value) {
      value = tf.keep(tf.tidy(() => compute((name) => this.#upload(name))));
      this.#prepared.set(key, value);
    }
    return value as T;
  }

  protected filter(name: string): tf.Tensor4D {
    return this.prepared(name, (parameter) => toVariableLayout(parameter(name)) as tf.Tensor4D);
  }

  protected constantOf(name: string): TensorData | undefined {
    return this.#weights.get(name);
  }

  #upload(name: string): tf.Tensor {
    const weights = this.#weights.get(name);
    if (!weights) throw new RangeError(`the weights lack ${name}`);
    return tf.tensor(weights.data, [...weights.shape], 'float32');
  }
}
