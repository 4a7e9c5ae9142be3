import type { StateDict } from '../../base/tensor.ts';
import { beforeShuffle, foldBatchNorm, parameter, type ConvWeights } from './algebra.ts';
import type { OnnxGraph } from './graph.ts';
import { Size, Value } from './values.ts';

interface ConvolutionLayer {
  layers: readonly string[];
  padding: number;
  kernel: number;
  strides: readonly [height: number, width: number];
  biased: boolean;
  folded?: ConvWeights;
}

/** A convolution that may still take up what stands around it; written when its output is wanted. */
export class Convolution extends Value {
  readonly size: Size;
  readonly input: Value;
  readonly padding: number;
  /** Whether its stride is 1. */
  readonly dense: boolean;
  private readonly strides: readonly [number, number];
  private readonly biased: boolean;
  /** Layers folded into it, which name its parameters. */
  private readonly layers: readonly string[];
  private readonly folded: ConvWeights | undefined;
  private readonly weights: StateDict;

  constructor(graph: OnnxGraph, weights: StateDict, input: Value, layer: ConvolutionLayer) {
    super(graph);
    this.weights = weights;
    this.input = input;
    this.layers = layer.layers;
    this.padding = layer.padding;
    this.folded = layer.folded;
    this.strides = layer.strides;
    this.biased = layer.biased;
    this.dense = Math.max(...layer.strides) === 1;
    const keepsSize = this.dense && layer.kernel === 2 * layer.padding + 1;
    this.size = keepsSize ? input.size : new Size(graph, () => this.plain());
  }

  /** The same followed by inference batch normalisation. */
  normalised(name: string): Convolution {
    return this.changed(this.input, [name], foldBatchNorm(this.values(), this.weights, name));
  }

  /** The same on the image before a pixel shuffle; see `beforeShuffle`. */
  on(input: Value, factor: number): Convolution {
    return this.changed(input, ['before_shuffle'], beforeShuffle(this.values(), factor));
  }

  /** Its weights in float64, with what has been folded into them. */
  values(): ConvWeights {
    if (this.folded) return this.folded;
    const [name = ''] = this.layers;
    const { shape, data } = parameter(this.weights, `${name}.weight`);
    const [out = 0, channels = 0, kernel = 0] = shape;
    const bias = this.biased ? Float64Array.from(parameter(this.weights, `${name}.bias`).data) : new Float64Array(out);
    return { out, in: channels, kernel, weight: Float64Array.from(data), bias };
  }

  private changed(input: Value, layers: readonly string[], folded: ConvWeights): Convolution {
    const padding = folded.kernel === this.values().kernel ? this.padding : (folded.kernel - 1) / 2;
    return new Convolution(this.graph, this.weights, input, {
      layers: [...this.layers, ...layers],
      padding,
      kernel: folded.kernel,
      strides: this.strides,
      biased: true,
      folded,
    });
  }

  protected writePlain(): string {
    const { graph, padding } = this;
    const { out, in: channels, kernel, weight, bias } = this.values();
    const name = this.layers.join('+');
    const inputs = [
      this.input.plain(),
      graph.constant(`${name}.weight`, () => ({ shape: [out, channels, kernel, kernel], data: weight })),
    ];
    if (this.biased) inputs.push(graph.constant(`${name}.bias`, () => ({ shape: [out], data: bias })));
    const attributes = { kernel_shape: [kernel, kernel], pads: Array<number>(4).fill(padding) };
    return graph.node('Conv', inputs, this.dense ? attributes : { ...attributes, strides: this.strides });
  }
}
