import * as tf from '@tensorflow/tfjs';
import { toVariableLayout } from '../interpreters/tensorflow/filter-layout.ts';
import { isTrained } from '../interpreters/spec/network-spec.ts';
import { networkSpec, type NetworkConfig } from '../networks/registry.ts';
import type { StateDict, TensorData } from '../base/tensor.ts';
import { matchWeights } from '../weights/match.ts';
import { publishedData } from './published-data.ts';

/** The weights of a network in training, on the current backend, by published name; filters as `toVariableLayout` has them. */
export class NetworkParameters {
  readonly config: NetworkConfig;
  /** What the optimiser changes. */
  readonly trained: ReadonlyMap<string, tf.Variable>;
  /** What it would change, were it not held fast. */
  readonly frozen: ReadonlyMap<string, tf.Variable>;
  /** Running means and variances. */
  readonly statistics: ReadonlyMap<string, tf.Variable>;
  /** What the network carries along: constants, and the batch counters as they were at first. */
  readonly constants: StateDict;
  #batches = 0;

  /**
   * `isFrozen` names parameters that training leaves as they are. Throws `wrong-checkpoint` where the weights do not fit the
   * network with all that training needs.
   */
  constructor(config: NetworkConfig, weights: StateDict, isFrozen: (name: string) => boolean = () => false) {
    const matched = matchWeights(config, weights, 'training');
    const trained = new Map<string, tf.Variable>();
    const frozen = new Map<string, tf.Variable>();
    const statistics = new Map<string, tf.Variable>();
    const constants = new Map<string, TensorData>();
    for (const parameter of networkSpec(config, 'training').parameters) {
      const { name, role, shape } = parameter;
      const value = matched.get(name) as TensorData;
      const learnt = isTrained(parameter);
      if (learnt || role === 'running-mean' || role === 'running-variance') {
        const variable = tf.tidy(() => {
          const published = tf.tensor(value.data.slice(), [...shape], 'float32');
          return tf.variable(toVariableLayout(published), learnt);
        });
        (!learnt ? statistics : isFrozen(name) ? frozen : trained).set(name, variable);
      } else constants.set(name, value);
    }
    this.config = config;
    this.trained = trained;
    this.frozen = frozen;
    this.statistics = statistics;
    this.constants = constants;
  }

  /** By published name. Throws for names that the network does not have. */
  variable(name: string): tf.Variable {
    const found = this.trained.get(name) ?? this.frozen.get(name) ?? this.statistics.get(name);
    if (!found) throw new RangeError(`the network has no parameter ${name}`);
    return found;
  }

  /** Takes over what a training forward pass observed, and counts the batch. */
  recordStatistics(values: ReadonlyMap<string, tf.Tensor>): void {
    for (const [name, value] of values) this.variable(name).assign(value);
    this.#batches += 1;
  }

  /** A copy of everything, as a checkpoint holds it: in published layout. */
  async toStateDict(): Promise<StateDict> {
    const state = new Map<string, TensorData>();
    for (const { name, shape, role } of networkSpec(this.config, 'training').parameters) {
      const kept = this.constants.get(name);
      const data = kept ? kept.data.slice() : (await publishedData(this.variable(name))).data;
      if (role === 'counter') data[0] = (data[0] ?? 0) + this.#batches;
      state.set(name, { shape, data });
    }
    return state;
  }

  dispose(): void {
    tf.dispose([this.trained, this.frozen, this.statistics].flatMap((variables) => [...variables.values()]));
  }
}
