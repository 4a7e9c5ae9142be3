import {
  compute,
  exampleShapes,
  inputsOf,
  outputShapes,
  outputsOf,
  type NetworkConfig,
} from '../../networks/registry.ts';
import type { StateDict } from '../../base/tensor.ts';
import { matchWeights } from '../../weights/match.ts';
import { OnnxOps } from './image-ops.ts';
import { BATCH_AXIS, OnnxGraph, type PortSpec } from './graph.ts';
import { Written, type Value } from './values.ts';

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
