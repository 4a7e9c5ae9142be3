import * as tf from '@tensorflow/tfjs';
import { columnSums } from './affine.ts';
import { withGradient } from './gradient.ts';
import { eachStep, previousStates } from './steps.ts';

/**
 * The recurrence of a GRU as PyTorch defines it: r = σ(xᵣ + hᵣ), z = σ(x_z + h_z), n = tanh(xₙ + r·hₙ),
 * h' = n + z·(h − n), where (hᵣ, h_z, hₙ) = h · kernel + bias. Starts from zero.
 *
 * @param inputs (T·B, 3·D), the projected inputs of step t in rows t·B … (t+1)·B − 1, gates r, z, n.
 * @param kernel (D, 3·D).
 * @param bias (3·D).
 * @returns All states, (T·B, D).
 */
export function gruRecurrence(inputs: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D, steps: number): tf.Tensor2D {
  return withGradient(
    [inputs, kernel, bias],
    () => {
      const states = forward(inputs, kernel, bias, steps);
      return { value: states, saved: [inputs, kernel, bias, states] as Saved };
    },
    (dy, saved) => backward(dy, saved, steps),
  );
}

type Saved = [inputs: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D, states: tf.Tensor2D];

function forward(inputs: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D, steps: number): tf.Tensor2D {
  const width = kernel.shape[0];
  const [inputsRz, inputsN] = tf.split(inputs, [2 * width, width], 1) as [tf.Tensor2D, tf.Tensor2D];
  const [stepsRz, stepsN] = [eachStep(inputsRz, steps), eachStep(inputsN, steps)];
  let state = tf.zeros<tf.Rank.R2>([inputs.shape[0] / steps, width]);
  const states: tf.Tensor2D[] = [];
  for (let t = 0; t < steps; t++) {
    state = tf.tidy(() => {
      const recurrent = tf.add(tf.matMul(state, kernel), bias);
      const [recurrentRz, recurrentN] = tf.split(recurrent, [2 * width, width], 1) as [tf.Tensor, tf.Tensor];
      const [r, z] = tf.split(tf.sigmoid(tf.add(stepsRz(t), recurrentRz)), 2, 1) as [tf.Tensor, tf.Tensor];
      const n = tf.tanh(tf.add(stepsN(t), tf.mul(r, recurrentN)));
      return tf.add(n, tf.mul(z, tf.sub(state, n)));
    });
    states.push(state);
  }
  return tf.concat(states, 0);
}

/**
 * Back-propagation through time. All gates are computed again from the states, for all steps at once; what is left for
 * each step is one product and a handful of small operations.
 */
function backward(dy: tf.Tensor2D, [inputs, kernel, bias, states]: Saved, steps: number): tf.Tensor[] {
  const width = kernel.shape[0];
  const before = previousStates(states, steps);
  const { factors, keep, inner } = tf.tidy(() => {
    const recurrent = tf.add(tf.matMul(before, kernel), bias);
    const [inputsRz, inputsN] = tf.split(inputs, [2 * width, width], 1) as [tf.Tensor, tf.Tensor];
    const [recurrentRz, recurrentN] = tf.split(recurrent, [2 * width, width], 1) as [tf.Tensor, tf.Tensor];
    const [r, z] = tf.split(tf.sigmoid(tf.add(inputsRz, recurrentRz)), 2, 1) as [tf.Tensor, tf.Tensor];
    const n = tf.tanh(tf.add(inputsN, tf.mul(r, recurrentN)));
    // Derivatives of the state by the pre-activations: `inner` by n's, `factors` by the recurrent parts of r, z and n.
    const inner = tf.mul(tf.sub(1, z), tf.sub(1, tf.square(n)));
    const innerR = tf.mul(inner, r);
    const byR = tf.mul(tf.mul(recurrentN, innerR), tf.sub(1, r));
    const byZ = tf.mul(tf.sub(before, n), tf.mul(z, tf.sub(1, z)));
    return { factors: tf.concat([byR, byZ, innerR], 1) as tf.Tensor2D, keep: z as tf.Tensor2D, inner };
  });

  const transposed = tf.transpose(kernel);
  const [dySteps, factorSteps, keepSteps] = [eachStep(dy, steps), eachStep(factors, steps), eachStep(keep, steps)];
  const dStates: tf.Tensor2D[] = [];
  const dRecurrents: tf.Tensor2D[] = [];
  let carried: tf.Tensor | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const [dState, dRecurrent, carry] = tf.tidy(() => {
      const total = carried ? tf.add(dySteps(t), carried) : dySteps(t);
      const gates = tf.mul(tf.concat([total, total, total], 1), factorSteps(t));
      return [total, gates, tf.add(tf.mul(total, keepSteps(t)), tf.matMul(gates as tf.Tensor2D, transposed))];
    }) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor];
    carried?.dispose();
    carried = carry;
    dStates.push(dState);
    dRecurrents.push(dRecurrent);
  }
  const dRecurrent = tf.concat(dRecurrents.reverse(), 0);
  const dInputs = tf.concat(
    [tf.slice(dRecurrent, [0, 0], [-1, 2 * width]), tf.mul(tf.concat(dStates.reverse(), 0), inner)],
    1,
  );
  return [dInputs, tf.matMul(tf.transpose(before), dRecurrent), columnSums(dRecurrent)];
}
