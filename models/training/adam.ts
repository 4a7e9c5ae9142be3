import * as tf from '@tensorflow/tfjs';
import type { StateDict, TensorData } from '../tensor.ts';

export interface AdamOptions {
  learningRate: number;
  /** Decay of the first and second moment. */
  betas: readonly [number, number];
  epsilon: number;
}

/** What it goes on from: steps taken, and both moments by parameter, `first/NAME` and `second/NAME`. */
export interface AdamState {
  steps: number;
  moments: StateDict;
}

interface Moments {
  first: tf.Variable;
  second: tf.Variable;
}

/** Adam (Kingma and Ba, 2015, algorithm 1), with ε outside the square root as in PyTorch. */
export class Adam {
  /** Between steps, a schedule may change it. */
  learningRate: number;
  readonly #betas: readonly [number, number];
  readonly #epsilon: number;
  readonly #moments = new Map<string, Moments>();
  #steps = 0;

  constructor({ learningRate, betas, epsilon }: AdamOptions) {
    this.learningRate = learningRate;
    this.#betas = betas;
    this.#epsilon = epsilon;
  }

  /** Changes each variable that has a gradient of its name. */
  step(variables: ReadonlyMap<string, tf.Variable>, gradients: ReadonlyMap<string, tf.Tensor>): void {
    this.#steps += 1;
    const [beta1, beta2] = this.#betas;
    const rate = this.learningRate / (1 - beta1 ** this.#steps);
    const correction = Math.sqrt(1 - beta2 ** this.#steps);
    for (const [name, gradient] of gradients) {
      const variable = variables.get(name);
      if (!variable) throw new RangeError(`a gradient is named ${name}, but no variable is`);
      const { first, second } = this.#momentsOf(name, variable);
      tf.tidy(() => {
        first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
        second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const spread = tf.add(tf.div(tf.sqrt(second), correction), this.#epsilon);
        variable.assign(tf.sub(variable, tf.mul(tf.div(first, spread), rate)));
      });
    }
  }

  async state(): Promise<AdamState> {
    const moments = new Map<string, TensorData>();
    for (const [name, { first, second }] of this.#moments) {
      for (const [kind, { shape, data }] of [
        ['first', { shape: first.shape, data: await first.data() }],
        ['second', { shape: second.shape, data: await second.data() }],
      ] as const) {
        moments.set(`${kind}/${name}`, { shape, data: (data as Float32Array).slice() });
      }
    }
    return { steps: this.#steps, moments };
  }

  /** Goes on from a state of the same parameters. Throws RangeError where the moments do not fit them. */
  restore({ steps, moments }: AdamState, variables: ReadonlyMap<string, tf.Variable>): void {
    this.dispose();
    this.#steps = steps;
    for (const [name, variable] of variables) {
      const [first, second] = ['first', 'second'].map((kind) => moments.get(`${kind}/${name}`));
      if (!first && !second) continue; // never had a gradient
      if (first?.shape.join() !== variable.shape.join() || second?.shape.join() !== variable.shape.join()) {
        throw new RangeError(`the moments of ${name} do not fit it`);
      }
      const kept = ({ shape, data }: TensorData): tf.Variable =>
        tf.tidy(() => tf.variable(tf.tensor(data.slice(), [...shape], 'float32'), false));
      this.#moments.set(name, { first: kept(first), second: kept(second) });
    }
  }

  dispose(): void {
    for (const { first, second } of this.#moments.values()) tf.dispose([first, second]);
    this.#moments.clear();
  }

  #momentsOf(name: string, variable: tf.Variable): Moments {
    let moments = this.#moments.get(name);
    if (!moments) {
      const zero = (): tf.Variable => tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
      moments = { first: zero(), second: zero() };
      this.#moments.set(name, moments);
    }
    return moments;
  }
}
