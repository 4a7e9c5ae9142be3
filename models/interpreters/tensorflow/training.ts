import * as tf from '@tensorflow/tfjs';
import { Problem } from '../../base/problem.ts';
import type { StateDict, TensorData } from '../../base/tensor.ts';
import type { NormLayer } from '../ops.ts';
import { batchNormOfBatch, type BatchStatistics } from './batch-norm.ts';
import { TensorFlowOps, type ParameterLookup } from './tensorflow-ops.ts';

/** Weight of the newest batch in the running statistics; PyTorch's default, used by the published networks. */
const MOMENTUM = 0.1;

/**
 * `Ops` for training: everything is computed from the parameters on the tape, so that gradients reach them by their
 * published names; batches are normalised by their own statistics.
 */
export class TrainingOps extends TensorFlowOps {
  /**
   * New values of running_mean and running_var by published name, after this forward pass (unbiased variance, as PyTorch
   * records it). Kept beyond any tidy scope: whoever reads them disposes of them.
   */
  readonly runningStatistics = new Map<string, tf.Tensor>();
  readonly #parameter: ParameterLookup;
  readonly #constants: StateDict;

  /** `parameter` gives filters in the layout of `toVariableLayout`; `constants`: what the network carries but does not train, by published name. */
  constructor(parameter: ParameterLookup, constants: StateDict) {
    super();
    this.#parameter = parameter;
    this.#constants = constants;
  }

  /** Throws `bad-argument` where a channel has one value only, which has no variance. */
  batchNorm(x: tf.Tensor, { name, momentum = MOMENTUM }: NormLayer): tf.Tensor {
    const [scale, shift] = [this.#parameter(`${name}.weight`), this.#parameter(`${name}.bias`)];
    return batchNormOfBatch(x, scale, shift, (statistics) => this.#record(name, momentum, statistics));
  }

  protected prepared<T extends tf.Tensor>(_key: string, compute: (parameter: ParameterLookup) => T): T {
    return compute(this.#parameter);
  }

  protected filter(name: string): tf.Tensor4D {
    return this.#parameter(name) as tf.Tensor4D;
  }

  protected constantOf(name: string): TensorData | undefined {
    return this.#constants.get(name);
  }

  #record(name: string, momentum: number, { mean, variance, count }: BatchStatistics) {
    if (count < 2) {
      throw new Problem('batch-of-one', { name });
    }
    this.#blend(`${name}.running_mean`, mean, momentum);
    this.#blend(`${name}.running_var`, tf.mul(variance, count / (count - 1)), momentum);
  }

  #blend(name: string, observed: tf.Tensor, momentum: number) {
    const blended = tf.add(tf.mul(this.#parameter(name), 1 - momentum), tf.mul(observed, momentum));
    this.runningStatistics.set(name, tf.keep(blended));
  }
}
