import type * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import type { StateDict, TensorData } from '../base/tensor.ts';
import type { LoadedNetwork } from '../engines/engine.ts';
import type { Raster } from '../image/raster.ts';
import type { Ops } from '../interpreters/ops.ts';
import type { ParameterSpec } from '../interpreters/spec/network-spec.ts';
import type { Reader } from '../recognition/readers/reader.ts';
import type { Random } from '../training/random.ts';

/** What a network is for; everything that the product does with one follows from it. */
export type Purpose = 'super-resolution' | 'recognition';

/** Tensors by the names of a graph's inputs or outputs. */
export type Tensors = Readonly<Record<string, TensorData>>;

/** One tensor that goes into a graph. */
export interface Port<C> {
  /** A usual shape, for one image; used to walk the network and to probe engines. */
  example(config: C): readonly number[];
  /** Axes that may have any length, by their place; the one called `batch` holds images that do not know of each other. */
  free: Readonly<Record<number, string>>;
}

/** A part of a network that engines run by itself, such as `forward`, or `encode` and `step`. */
export interface Graph<C> {
  inputs: Readonly<Record<string, Port<C>>>;
  outputs: readonly string[];
  compute<T>(ops: Ops<T>, config: C, inputs: Readonly<Record<string, T>>): Readonly<Record<string, T>>;
}

/** Numbers of a training that a preset fixes. */
export interface PresetValues {
  learningRate: number;
  /** Of Adam. */
  betas: [number, number];
  /** Largest norm of all gradients together. */
  clipNorm: number;
  /** One of the network's `losses`. */
  loss: string;
}

/** `input` and whatever the loss compares the output with: `target` of super-resolution, `labels` of recognition. */
export interface LearningBatch {
  input: TensorData;
  /** (N, planes, scale·H, scale·W), 0..1. */
  target?: TensorData;
  /** Classes of each image's label, as the network's `encode` has them. */
  labels?: readonly (readonly number[])[];
}

/** A loss on the tape, and parts of it to report. */
export interface Objective {
  loss: tf.Scalar;
  parts?: Readonly<Record<string, tf.Scalar>>;
}

/** The loss of one batch. */
export interface BatchLoss {
  /** `output` of the training's forward pass, as the interpreter lays it out. Throws `bad-argument` where they do not fit. */
  of(output: tf.Tensor): Objective;
  dispose(): void;
}

/**
 * `x` is the batch's input as the interpreter lays it out; `ahead` computes the output once without gradients, for backends that
 * hand over no values in the middle of a pass.
 */
export type LossOf = (
  batch: LearningBatch,
  pass: { x: tf.Tensor4D; ahead: () => Promise<TensorData> },
) => Promise<BatchLoss>;

export interface TrainingOf<C> {
  /** The forward pass with the parts that only training has. `size` is the input's height and width. */
  forward<T>(ops: Ops<T>, config: C, size: { height: number; width: number }, x: T): T;
  /** By their names. Loaded late, because they compute with TensorFlow.js. */
  losses: Readonly<Record<string, () => Promise<LossOf>>>;
  /** `compatible` repeats the published recipe, at a constant rate; `correct` is ours. */
  presets: Readonly<Record<'correct' | 'compatible', PresetValues>>;
  /** Size of the input that the published code trains at, and the widest that a crop is trained at. */
  size: { height: number; width: number; widest: number };
  /** How names of parameters begin that one may want to hold fast, as an example. */
  frozenExample: string;
}

interface Described<C, I> {
  /** In cards, requests and databases; never changed. */
  id: string;
  /** As lists and messages call it. */
  title: string;
  /** By their names; networks with one graph call it `forward`. */
  graphs: Readonly<Record<string, Graph<C>>>;
  /** The configuration, as a card holds it. */
  config: z.ZodType<C>;
  /** How its input is made, as a card holds it. */
  input: z.ZodType<I>;
  /** The input of weights that come without a card. */
  usualInput(config: C): I;
  /** The configuration that a state dict of this network implies, or undefined where the names are another network's. */
  infer(state: StateDict): C | undefined;
  /** Facts of the configuration that weights do not tell, so that a person may set them. */
  untold?: readonly (keyof C & string)[];
  /** What tells one configuration from another, in words. */
  describe(config: C): string[];
  /** Names of tensors that weights may have beyond those that are asked for. */
  optionalTensors?: RegExp;
  /**
   * What a parameter holds before anything is learnt, as many values as its shape has; undefined where the usual
   * initialisation serves. `compatible`: as the published code begins.
   */
  initialValues?: (
    parameter: ParameterSpec,
    start: { random: Random; mode: 'correct' | 'compatible' },
  ) => ArrayLike<number> | undefined;
  /** Not there: it cannot be trained here. */
  training?: TrainingOf<C>;
  /** What a person reads when weights of it are imported. */
  licenceNotice?: string;
}

/** Enlarges crops of text. */
export interface SuperResolutionNetwork<C, I> extends Described<C, I> {
  purpose: 'super-resolution';
  scale(config: C): number;
  /** Rasters of one size as input, or as target of a training. */
  toInput(rasters: readonly Raster[], config: C): TensorData;
  /** The pictures that an output shows; its first three planes are R, G and B. */
  toPictures(output: TensorData): Raster[];
}

export interface ReaderStart<C, I> {
  network: LoadedNetwork;
  card: { title: string; sha256: string; network: C; input: I };
  mode: 'correct' | 'compatible';
}

/** Reads lines of text. */
export interface RecognitionNetwork<C, I> extends Described<C, I> {
  purpose: 'recognition';
  /** Characters in class order. */
  alphabet(config: C): readonly string[];
  withAlphabet(config: C, alphabet: readonly string[]): C;
  /** Whether the alphabet that `infer` found is the one of the training, and no mere placeholder. */
  knowsAlphabet(config: C): boolean;
  /** Rasters brought to `width` columns, as input of a training. */
  toInput(rasters: readonly Raster[], width: number, input: I): TensorData;
  /** The classes of a transcription, as the loss takes them. */
  encode(transcription: string, config: C): number[];
  /** What makes texts of pictures with it. Loaded late, because it computes. */
  openReader(start: ReaderStart<C, I>): Promise<Reader>;
}

export type NetworkOf<C, I> = SuperResolutionNetwork<C, I> | RecognitionNetwork<C, I>;

/** The configuration of a network, together with its id. What else it holds is the network's own affair. */
export interface NetworkConfig {
  readonly network: string;
  readonly [fact: string]: unknown;
}
/** How a network's input is made; the network's own affair. */
export type NetworkInput = Readonly<Record<string, unknown>>;

/** A network of the registry, whose configuration only it can read. */
export type Network = NetworkOf<NetworkConfig, NetworkInput>;

/** A graph with one input `x` and one output `y`. */
export function forwardGraph<C>(
  compute: <T>(ops: Ops<T>, config: C, x: T) => T,
  port: Port<C>,
): Readonly<Record<'forward', Graph<C>>> {
  return {
    forward: {
      inputs: { x: port },
      outputs: ['y'],
      compute: <T>(ops: Ops<T>, config: C, { x }: Readonly<Record<string, T>>) => ({ y: compute(ops, config, x as T) }),
    },
  };
}
