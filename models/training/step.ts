import * as tf from '@tensorflow/tfjs';
import type { CrnnConfig } from '../crnn/crnn.ts';
import { fromInternal, toInternal } from '../interpreters/tensorflow.ts';
import { Problem } from '../problem.ts';
import type { StateDict, TensorData } from '../tensor.ts';
import { faithfulLoss } from '../tsrn/faithful-loss.ts';
import { tsrnLoss } from '../tsrn/loss.ts';
import type { TsrnConfig } from '../tsrn/tsrn.ts';
import { Adam, type AdamOptions } from './adam.ts';
import { clipFactor, globalNorm } from './clip.ts';
import { evaluateCtc, meanCtcLoss, type CtcLabels } from './ctc.ts';
import { disposeGradients, trainingGradients, trainingOutput, type Objective } from './gradients.ts';
import { NetworkParameters } from './parameters.ts';

export interface Recipe extends AdamOptions {
  /** Largest norm of all gradients together. */
  clipNorm: number;
  /** Names of parameters that stay as they are; none where not given. */
  isFrozen?: (name: string) => boolean;
  /** Of TSRN: `published`, which is meant where none is given, or `faithful`, ours. */
  loss?: TsrnLossId;
}

export type TsrnLossId = 'published' | 'faithful';

/** As the published code trains TSRN. */
export const TSRN_RECIPE: Recipe = { learningRate: 1e-3, betas: [0.5, 0.999], epsilon: 1e-8, clipNorm: 0.25 };
/** For fine-tuning CRNN; the published one used Adadelta from scratch. */
export const CRNN_RECIPE: Recipe = { learningRate: 1e-4, betas: [0.9, 0.999], epsilon: 1e-8, clipNorm: 5 };

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

export interface TsrnBatch {
  /** (N, planes, H, W), 0..1. */
  input: TensorData;
  /** (N, planes, scale·H, scale·W), 0..1. */
  target: TensorData;
}

export interface CrnnBatch {
  /** (N, 1, 32, W) grey, scaled as the network expects. */
  input: TensorData;
  labels: CtcLabels;
}

/** Throws `wrong-checkpoint` where the weights do not fit `config` (with its alignment network, if it has one). */
export function createTsrnStep(
  config: TsrnConfig,
  weights: StateDict,
  recipe: Recipe = TSRN_RECIPE,
): TrainingStep<TsrnBatch> {
  const parameters = new NetworkParameters({ network: 'tsrn', ...config }, weights, recipe.isFrozen);
  return stepOf(parameters, recipe, async (batch, update, x) => {
    const target = toInternal(batch.target) as tf.Tensor4D;
    try {
      return await update((output) => {
        expectTarget(output.shape, target.shape);
        const { loss, ...parts } =
          recipe.loss === 'faithful'
            ? faithfulLoss(output as tf.Tensor4D, target, x)
            : tsrnLoss(output as tf.Tensor4D, target);
        return { loss, parts };
      });
    } finally {
      target.dispose();
    }
  });
}

/** Throws `wrong-checkpoint` where the weights do not fit `config`. */
export function createCrnnStep(
  config: CrnnConfig,
  weights: StateDict,
  recipe: Recipe = CRNN_RECIPE,
): TrainingStep<CrnnBatch> {
  const parameters = new NetworkParameters({ network: 'crnn', ...config }, weights, recipe.isFrozen);
  return stepOf(parameters, recipe, async ({ labels }, update, x) => {
    // webgpu cannot hand over values in the middle of a pass, so there the forward pass runs once more, ahead.
    const known = tf.getBackend() === 'webgpu' ? await ctcAhead(parameters, x, labels) : undefined;
    return update((logits) => ({ loss: meanCtcLoss(logits as tf.Tensor3D, labels, known) }));
  });
}

async function ctcAhead(parameters: NetworkParameters, x: tf.Tensor4D, labels: CtcLabels) {
  const output = trainingOutput(parameters, x);
  try {
    const { data, shape } = await fromInternal(output);
    return evaluateCtc(data, shape, labels);
  } finally {
    output.dispose();
  }
}

type Update = (objective: (output: tf.Tensor) => Objective) => Promise<StepReport>;

function stepOf<B extends { input: TensorData }>(
  parameters: NetworkParameters,
  recipe: Recipe,
  learn: (batch: B, update: Update, x: tf.Tensor4D) => Promise<StepReport>,
): TrainingStep<B> {
  if (parameters.trained.size === 0) {
    parameters.dispose();
    throw new Problem('bad-argument', 'Every parameter is frozen, so nothing can learn.', 'Freeze fewer.');
  }
  const optimiser = new Adam(recipe);
  return {
    parameters,
    optimiser,
    run: async (batch) => {
      const x = toInternal(batch.input) as tf.Tensor4D;
      try {
        return await learn(batch, (objective) => update(parameters, optimiser, recipe.clipNorm, x, objective), x);
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

function expectTarget(output: readonly number[], target: readonly number[]) {
  if (output.join() === target.join()) return;
  const published = ([n, h, w, c]: readonly number[]): string => [n, c, h, w].join(', ');
  throw new Problem(
    'bad-argument',
    `The target of a batch has shape (${published(target)}) where the network puts out (${published(output)}).`,
    'Make targets as large as the input times the scale, with the same planes.',
  );
}
