import {
  compute,
  exampleShapes,
  inputsOf,
  outputShapes,
  outputsOf,
  type NetworkConfig,
} from '../../networks/registry.ts';
import type { ConvLayer, LinearLayer, Ops, PoolLayer, RecurrentLayer } from '../ops.ts';
import type { StateDict } from '../../base/tensor.ts';
import { matchWeights } from '../../weights/match.ts';
import { GATE_ORDER, parameter, recurrentWeights, transposed, type ConvWeights } from './algebra.ts';
import { BATCH_AXIS, OnnxGraph, type PortSpec } from './graph.ts';
import { Convolution, RecurrentOutput, Shuffled, Sum, Written, type Along, type Value } from './values.ts';

/**
 * A graph of the network with its weights as an ONNX model file (operator set 18): inputs and outputs (`x` and `y` of
 * `forward`) in the network's own layout, with free batch and image axes. What is linear and adjacent is folded in float64: batch normalisation into the
 * convolution before it, a 1×1 convolution into the recurrent layer after it. Constants that are published parameters
 * unchanged carry the published names. The metadata holds the configuration as JSON under `palimpsest.network`, beside
 * the entries of `metadata`. Throws `wrong-checkpoint` that lists missing and wrongly shaped tensors.
 */
export function exportOnnx(
  config: NetworkConfig,
  weights: StateDict,
  metadata: Readonly<Record<string, string>> = {},
  graphName = 'forward',
): Uint8Array {
  const graph = new OnnxGraph();
  const ops = new OnnxOps(graph, matchWeights(config, weights, 'inference'));
  const inputs = Object.keys(inputsOf(config, graphName)).map((name) => [name, new Written(graph, name)] as const);
  const outputs = compute<Value>(ops, config, Object.fromEntries(inputs), graphName);
  for (const name of outputsOf(config, graphName)) {
    graph.node('Identity', [(outputs[name] as Value).plain()], {}, name);
  }
  const { inputs: inputPorts, outputs: outputPorts } = portsOf(config, graphName);
  return graph.finish(config.network, inputPorts, outputPorts, {
    'palimpsest.network': JSON.stringify(config),
    ...metadata,
  });
}

/** Names the free axes; an output axis is free where its length follows a free axis of an input. */
function portsOf(config: NetworkConfig, graph: string): { inputs: PortSpec[]; outputs: PortSpec[] } {
  const ports = inputsOf(config, graph);
  const example = exampleShapes(config, graph);
  const usual = outputShapes(config, example, graph);
  const inputs = Object.entries(ports).map(([name, { free }]) => ({
    name,
    shape: (example[name] as readonly number[]).map((length, i) => free[i] ?? length),
  }));
  const outputs = outputsOf(config, graph).map((name): { name: string; shape: (number | string)[] } => ({
    name,
    shape: [...(usual[name] as readonly number[])],
  }));
  for (const axis of new Set(Object.values(ports).flatMap(({ free }) => Object.values(free)))) {
    const doubled = Object.entries(ports).map(([name, { free }]) => {
      const shape = example[name] as readonly number[];
      return [name, shape.map((length, i) => (free[i] === axis ? 2 * length : length))] as const;
    });
    const longer = outputShapes(config, Object.fromEntries(doubled), graph);
    for (const { name, shape } of outputs) {
      (longer[name] as readonly number[]).forEach((length, i) => {
        if (length !== shape[i] && typeof shape[i] === 'number') {
          shape[i] = axis === BATCH_AXIS ? axis : `output_${axis}`;
        }
      });
    }
  }
  return { inputs, outputs };
}

/** Lanes that a vectorised convolution fills, so that fewer output channels cost as much as these. */
const CHANNEL_LANES = 16;

class OnnxOps implements Ops<Value> {
  private readonly graph: OnnxGraph;
  private readonly weights: StateDict;

  constructor(graph: OnnxGraph, weights: StateDict) {
    this.graph = graph;
    this.weights = weights;
  }

  conv2d(x: Value, { name, in: channels, out, kernel, padding }: ConvLayer): Value {
    const conv = new Convolution(this.graph, this.weights, x, { layers: [name], padding, kernel });
    if (!(x instanceof Shuffled) || kernel !== 2 * padding + 1) return conv;
    const { before, factor } = x;
    const square = factor ** 2;
    const coarseKernel = 2 * Math.ceil(padding / factor) + 1;
    const direct = lanes(out) * channels * kernel ** 2 * square;
    const coarse = lanes(out * square) * channels * square * coarseKernel ** 2;
    return coarse < direct ? new Shuffled(this.graph, conv.on(before, factor), factor) : conv;
  }

  batchNorm(x: Value, { name }: { name: string }): Value {
    if (x instanceof Convolution) return x.normalised(name);
    const parameters = ['weight', 'bias', 'running_mean', 'running_var'].map((suffix) =>
      this.published(`${name}.${suffix}`),
    );
    return this.written('BatchNormalization', [x.plain(), ...parameters], x);
  }

  prelu(x: Value, { name }: { name: string }): Value {
    return this.each(x, (value) => this.graph.node('PRelu', [value, this.published(`${name}.weight`)]));
  }

  relu(x: Value): Value {
    return this.each(x, (value) => this.graph.node('Relu', [value]));
  }

  mish(x: Value): Value {
    return this.each(x, (value) => this.writeMish(value));
  }

  tanh(x: Value): Value {
    return this.each(x, (value) => this.graph.node('Tanh', [value]));
  }

  add(a: Value, b: Value): Value {
    return new Sum(this.graph, a, b);
  }

  maxPool(x: Value, { kernel, stride, padding }: PoolLayer): Value {
    return this.written('MaxPool', [x.plain()], undefined, {
      kernel_shape: kernel,
      strides: stride,
      pads: [...padding, ...padding],
    });
  }

  pixelShuffle(x: Value, factor: number): Value {
    return new Shuffled(this.graph, x, factor);
  }

  bidirectionalGru(x: Value, layer: RecurrentLayer & { along: Along }): Value {
    const mixing = pointwise(x);
    const input = mixing?.input ?? x;
    const channels = mixing?.values.in ?? layer.in;
    return new RecurrentOutput(this.graph, x.size, layer, () =>
      this.recurrent('GRU', input.steps(layer.along, channels), layer, mixing?.values),
    );
  }

  columnsAsSequence(x: Value): Value {
    const squeezed = this.graph.node('Squeeze', [x.plain(), this.graph.integers([2])]);
    return this.written('Transpose', [squeezed], undefined, { perm: [2, 0, 1] });
  }

  bidirectionalLstm(x: Value, layer: RecurrentLayer): Value {
    const both = this.recurrent('LSTM', x.plain(), layer); // (T, 2, N, hidden)
    const together = this.graph.node('Transpose', [both], { perm: [0, 2, 1, 3] });
    return this.written('Reshape', [together, this.graph.integers([0, 0, 2 * layer.hidden])]);
  }

  linear(x: Value, { name }: LinearLayer): Value {
    const weight = this.graph.constant(`${name}.weight^T`, () => transposed(parameter(this.weights, `${name}.weight`)));
    const product = this.graph.node('MatMul', [x.plain(), weight]);
    return this.written('Add', [product, this.published(`${name}.bias`)]);
  }

  /** A function of every element by itself, which may as well be taken before a pixel shuffle. */
  private each(x: Value, write: (value: string) => string): Value {
    if (x instanceof Shuffled) return new Shuffled(this.graph, this.each(x.before, write), x.factor);
    return new Written(this.graph, write(x.plain()), x.size);
  }

  /**
   * tanh(ln(1 + eˣ)) = n / (n + 2) with n = eˣ(eˣ + 2). The operator Mish is computed through logarithms, 12 times slower
   * in onnxruntime. Beyond 20 the quotient is 1 in float32, and eˣ must not overflow.
   */
  private writeMish(x: string): string {
    const two = this.graph.constant('two', () => ({ shape: [], data: Float32Array.of(2) }));
    const limit = this.graph.constant('mish_limit', () => ({ shape: [], data: Float32Array.of(20) }));
    const power = this.graph.node('Exp', [this.graph.node('Min', [x, limit])]);
    const n = this.graph.node('Mul', [power, this.graph.node('Add', [power, two])]);
    const quotient = this.graph.node('Div', [n, this.graph.node('Add', [n, two])]);
    return this.graph.node('Mul', [x, quotient]);
  }

  private recurrent(kind: 'GRU' | 'LSTM', x: string, { name, hidden }: RecurrentLayer, mixing?: ConvWeights): string {
    const layer = recurrentWeights(this.weights, name, GATE_ORDER[kind], mixing);
    const constants = [
      this.graph.constant(`${name}.input`, () => layer.input),
      this.graph.constant(`${name}.recurrent`, () => layer.recurrent),
      this.graph.constant(`${name}.bias`, () => layer.bias),
    ];
    const attributes = { hidden_size: hidden, direction: 'bidirectional' };
    return this.graph.node(
      kind,
      [x, ...constants],
      kind === 'GRU' ? { ...attributes, linear_before_reset: 1 } : attributes,
    );
  }

  private published(name: string): string {
    return this.graph.constant(name, () => parameter(this.weights, name));
  }

  private written(
    operator: string,
    inputs: readonly string[],
    sameSize?: Value,
    attributes?: Parameters<OnnxGraph['node']>[2],
  ): Value {
    return new Written(this.graph, this.graph.node(operator, inputs, attributes), sameSize?.size);
  }
}

const lanes = (channels: number): number => Math.ceil(channels / CHANNEL_LANES) * CHANNEL_LANES;

/** The 1×1 convolution that x is, if taking it into the next layer's weights costs no more than computing it. */
function pointwise(x: Value): { input: Value; values: ConvWeights } | undefined {
  if (!(x instanceof Convolution) || x.padding !== 0) return undefined;
  const values = x.values();
  return values.kernel === 1 && values.in <= values.out ? { input: x.input, values } : undefined;
}
