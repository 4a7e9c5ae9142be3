import * as tf from '@tensorflow/tfjs';
import { TrainingOps } from '../interpreters/tensorflow/training.ts';
import type { Objective } from '../networks/network.ts';
import { trainingForward } from '../networks/registry.ts';
import type { NetworkParameters } from './parameters.ts';

/** One forward and backward pass. All tensors belong to the caller (`disposeGradients`). */
export interface TrainingGradients {
  loss: tf.Scalar;
  parts: ReadonlyMap<string, tf.Scalar>;
  /** By published name of every trained parameter, in the layout of its variable. */
  gradients: ReadonlyMap<string, tf.Tensor>;
  /** New running means and variances by published name. */
  statistics: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Gradients of `objective` by every trained parameter.
 *
 * @param x The network's input as the interpreter lays it out: (N, H, W, planes).
 */
export function trainingGradients(
  parameters: NetworkParameters,
  x: tf.Tensor4D,
  objective: (output: tf.Tensor) => Objective,
): TrainingGradients {
  const ops = trainingOps(parameters);
  const parts = new Map<string, tf.Scalar>();
  const byVariable = new Map([...parameters.trained].map(([name, variable]) => [variable.name, name]));
  try {
    const { value, grads } = tf.variableGrads(() => {
      const { loss, parts: named = {} } = objective(forwardForTraining(ops, parameters, x));
      for (const [name, part] of Object.entries(named)) parts.set(name, tf.keep(part));
      return loss;
    }, [...parameters.trained.values()]);
    const gradients = new Map<string, tf.Tensor>();
    for (const [variable, gradient] of Object.entries(grads)) {
      gradients.set(byVariable.get(variable) as string, gradient);
    }
    return { loss: value, parts, gradients, statistics: ops.runningStatistics };
  } catch (thrown) {
    tf.dispose([...parts.values(), ...ops.runningStatistics.values()]);
    clearTape();
    throw thrown;
  }
}

/** Frees what operations saved for their gradients; the library does so only after a pass that succeeded. */
function clearTape() {
  const { state } = tf.engine();
  // Typed as always there; missing before the first pass.
  const tape = state.activeTape as typeof state.activeTape | undefined;
  for (const { saved } of tape ?? []) tf.dispose(saved);
  state.activeTape = [];
}

/** The output of a training forward pass, without gradients and without touching running statistics. */
export function trainingOutput(parameters: NetworkParameters, x: tf.Tensor4D): tf.Tensor {
  const ops = trainingOps(parameters);
  try {
    return tf.tidy(() => forwardForTraining(ops, parameters, x));
  } finally {
    tf.dispose([...ops.runningStatistics.values()]);
  }
}

export function disposeGradients({ loss, parts, gradients, statistics }: TrainingGradients): void {
  tf.dispose([loss, ...parts.values(), ...gradients.values(), ...statistics.values()]);
}

function forwardForTraining(ops: TrainingOps, { config }: NetworkParameters, x: tf.Tensor4D): tf.Tensor {
  const [, height, width] = x.shape;
  return trainingForward<tf.Tensor>(ops, config, { height, width }, x);
}

const trainingOps = (parameters: NetworkParameters): TrainingOps =>
  new TrainingOps((name) => parameters.variable(name), parameters.constants);
