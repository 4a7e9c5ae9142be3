import type * as tf from '@tensorflow/tfjs';
import { fromInternal, toInternal } from '../interpreters/tensorflow/tensorflow-ops.ts';
import { Problem } from '../base/problem.ts';
import type { StateDict, TensorData } from '../base/tensor.ts';
import type { LearningBatch, LossOf, Objective } from '../networks/network.ts';
import { trainingOf, type NetworkConfig, type NetworkId } from '../networks/registry.ts';
import { Adam, type AdamOptions } from './adam.ts';
import { clipFactor, globalNorm } from './clip.ts';
import { disposeGradients, trainingGradients, trainingOutput } from './gradients.ts';
import { NetworkParameters } from './parameters.ts';

export interface Recipe extends AdamOptions {
  /** Largest norm of all gradients together. */
  clipNorm: number;
  /** Names of parameters that stay as they are; none where not given. */
  isFrozen?: (name: string) => boolean;
  /** One of the network's losses. */
  loss: string;
}

export interface StepReport {
  loss: number;
  /** Parts of the loss, before their weights. */
  parts: Readonly<Record<string, number>>;
  /** Before clipping. */
  gradientNorm: number;
  /** False where loss or gradient was not finite; nothing changed then. */
  applied: boolean;
}

/** Trains a network one batch at a time, on the current TensorFlow.js backend. One batch must end before the next. */
export interface TrainingStep<B> {
  readonly parameters: NetworkParameters;
  readonly optimiser: Adam;
  run(batch: B): Promise<StepReport>;
  dispose(): void;
}

/** The network's published recipe, as `compatible` has it. */
export const recipeOf = (network: NetworkId): Recipe => ({
  ...trainingOf(network).presets.compatible,
  epsilon: 1e-8,
});

/** Throws `wrong-checkpoint` where the weights do not fit `config` with all that training needs. */
export function createStep(
  config: NetworkConfig,
  weights: StateDict,
  recipe: Recipe = recipeOf(config.network),
): TrainingStep<LearningBatch> {
  const parameters = new NetworkParameters(config, weights, recipe.isFrozen);
  if (parameters.trained.size === 0) {
    parameters.dispose();
    throw new Problem('all-frozen', {});
  }
  const optimiser = new Adam(recipe);
  const lossOf = lossNamed(config.network, recipe.loss);
  return {
    parameters,
    optimiser,
    run: async (batch) => {
      const x = toInternal(batch.input) as tf.Tensor4D;
      try {
        const loss = await (await lossOf)(batch, { x, ahead: () => outputAhead(parameters, x) });
        try {
          return await update(parameters, optimiser, recipe.clipNorm, x, (output) => loss.of(output));
        } finally {
          loss.dispose();
        }
      } finally {
        x.dispose();
      }
    },
    dispose: () => {
      parameters.dispose();
      optimiser.dispose();
    },
  };
}

function lossNamed(network: NetworkId, name: string): Promise<LossOf> {
  const load = trainingOf(network).losses[name];
  if (load) return load();
  throw new Problem('loss-of-other-network', { network, loss: name });
}

async function outputAhead(parameters: NetworkParameters, x: tf.Tensor4D): Promise<TensorData> {
  const output = trainingOutput(parameters, x);
  try {
    return await fromInternal(output);
  } finally {
    output.dispose();
  }
}

async function update(
  parameters: NetworkParameters,
  optimiser: Adam,
  clipNorm: number,
  x: tf.Tensor4D,
  objective: (output: tf.Tensor) => Objective,
): Promise<StepReport> {
  const result = trainingGradients(parameters, x, objective);
  const norm = globalNorm(result.gradients.values());
  try {
    const [loss, gradientNorm] = await Promise.all([read(result.loss), read(norm)]);
    const parts: Record<string, number> = {};
    for (const [name, part] of result.parts) parts[name] = await read(part);
    const applied = Number.isFinite(loss) && Number.isFinite(gradientNorm);
    if (applied) {
      optimiser.step(parameters.trained, result.gradients, { scale: clipFactor(gradientNorm, clipNorm) });
      parameters.recordStatistics(result.statistics);
    }
    return { loss, parts, gradientNorm, applied };
  } finally {
    disposeGradients(result);
    norm.dispose();
  }
}

async function read(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data();
  return value as number;
}
