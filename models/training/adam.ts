import * as tf from '@tensorflow/tfjs';
import { toVariableLayout } from '../interpreters/tensorflow/filter-layout.ts';
import { hasFusedKernel, runFusedKernel } from '../interpreters/tensorflow/fused-kernels.ts';
import type { StateDict, TensorData } from '../base/tensor.ts';
import { publishedData } from './published-data.ts';

export interface AdamOptions {
  learningRate: number;
  /** Decay of the first and second moment. */
  betas: readonly [number, number];
  epsilon: number;
}

/** What it goes on from: steps taken, and both moments by parameter in published layout, `first/NAME` and `second/NAME`. */
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

  /** Changes each variable that has a gradient of its name. `scale`: what all gradients are multiplied with first. */
  step(
    variables: ReadonlyMap<string, tf.Variable>,
    gradients: ReadonlyMap<string, tf.Tensor>,
    { scale = 1 }: { scale?: number } = {},
  ): void {
    this.#steps += 1;
    const [beta1, beta2] = this.#betas;
    // Both corrections for moments that began at zero, moved to where they cost nothing.
    const correction = Math.sqrt(1 - beta2 ** this.#steps);
    const rate = (this.learningRate * correction) / (1 - beta1 ** this.#steps);
    const numbers: AdamNumbers = { rate, beta1, beta2, epsilon: this.#epsilon * correction, scale };
    tf.tidy(() => {
      const update = updateWith(numbers);
      for (const [name, gradient] of gradients) {
        const variable = variables.get(name);
        if (!variable) throw new RangeError(`a gradient is named ${name}, but no variable is`);
        const moments = this.#momentsOf(name, variable);
        tf.tidy(() => {
          update(variable, moments, gradient);
        });
      }
    });
  }

  async state(): Promise<AdamState> {
    const moments = new Map<string, TensorData>();
    for (const [name, { first, second }] of this.#moments) {
      moments.set(`first/${name}`, await publishedData(first));
      moments.set(`second/${name}`, await publishedData(second));
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
      if (!first || !second) throw new RangeError(`a moment of ${name} is missing`);
      this.#moments.set(name, { first: momentOf(name, first, variable), second: momentOf(name, second, variable) });
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

interface AdamNumbers {
  rate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  scale: number;
}

type Update = (variable: tf.Variable, moments: Moments, gradient: tf.Tensor) => void;

/** The step for every parameter: the engine's own operation where it has one. */
function updateWith(numbers: AdamNumbers): Update {
  if (!hasFusedKernel('PalimpsestAdam')) {
    return (variable, moments, gradient) => {
      composedUpdate(variable, moments, gradient, numbers);
    };
  }
  const { rate, beta1, beta2, epsilon, scale } = numbers;
  const shared = tf.tensor1d([rate, beta1, beta2, epsilon, scale]);
  return (variable, moments, gradient) => {
    fusedUpdate(variable, moments, gradient, shared);
  };
}

function composedUpdate(variable: tf.Variable, { first, second }: Moments, gradient: tf.Tensor, numbers: AdamNumbers) {
  const { rate, beta1, beta2, epsilon, scale } = numbers;
  first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, (1 - beta1) * scale)));
  second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), (1 - beta2) * scale ** 2)));
  variable.assign(tf.sub(variable, tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), rate)));
}

function fusedUpdate(parameter: tf.Variable, { first, second }: Moments, gradient: tf.Tensor, numbers: tf.Tensor1D) {
  const outputs = runFusedKernel('PalimpsestAdam', { parameter, first, second, gradient, numbers });
  const [newParameter, newFirst, newSecond] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor];
  parameter.assign(newParameter);
  first.assign(newFirst);
  second.assign(newSecond);
}

/** A moment in published layout, as a variable beside its parameter. Throws RangeError where it does not fit. */
function momentOf(name: string, { shape, data }: TensorData, variable: tf.Variable): tf.Variable {
  return tf.tidy(() => {
    const moment = toVariableLayout(tf.tensor(data.slice(), [...shape], 'float32'));
    if (moment.shape.join() !== variable.shape.join()) throw new RangeError(`the moments of ${name} do not fit it`);
    return tf.variable(moment, false);
  });
}
