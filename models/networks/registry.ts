import { Problem } from '../base/problem.ts';
import type { StateDict } from '../base/tensor.ts';
import type { Ops } from '../interpreters/ops.ts';
import { specOf, type NetworkSpec } from '../interpreters/spec/network-spec.ts';
import { asterNetwork } from './aster/descriptor.ts';
import {
  edsrNetwork,
  esrganNetwork,
  lapsrnNetwork,
  rdnNetwork,
  srcnnNetwork,
  srresnetNetwork,
  vdsrNetwork,
} from './convolutional/descriptor.ts';
import { crnnNetwork } from './crnn/descriptor.ts';
import { moranNetwork } from './moran/descriptor.ts';
import type { Graph, Network, NetworkConfig, NetworkOf, Purpose } from './network.ts';
import { tsrnNetwork } from './tsrn/descriptor.ts';

export type { NetworkConfig } from './network.ts';
/** Any text at compile time; `networkOf` says whether there is one of that name. */
export type NetworkId = string;

const NETWORKS = new Map<NetworkId, Network>();

/** Adds a network under its id; the function that is returned takes it off again. */
export function registerNetwork<C extends object, I>(network: NetworkOf<C, I>): () => void {
  // Only the network itself looks into its configuration, so that it is safe to forget its type here.
  NETWORKS.set(network.id, network as unknown as Network);
  return () => NETWORKS.delete(network.id);
}

// Adding a network: its folder, and one line here.
registerNetwork(tsrnNetwork);
registerNetwork(crnnNetwork);
registerNetwork(asterNetwork);
registerNetwork(moranNetwork);
registerNetwork(srcnnNetwork);
registerNetwork(vdsrNetwork);
registerNetwork(srresnetNetwork);
registerNetwork(edsrNetwork);
registerNetwork(rdnNetwork);
registerNetwork(esrganNetwork);
registerNetwork(lapsrnNetwork);

/** Every network, or those of a purpose, in the order of lists. */
export const networks = (purpose?: Purpose): Network[] =>
  [...NETWORKS.values()].filter((network) => purpose === undefined || network.purpose === purpose);

export const networkIds = (purpose?: Purpose): NetworkId[] => networks(purpose).map(({ id }) => id);

/** A network by its id. Throws `bad-argument` with those that there are: the one place where ids are checked. */
export function networkOf(id: NetworkId): Network {
  const found = NETWORKS.get(id);
  if (found) return found;
  throw new Problem('no-such-network', { network: id, known: networkIds().join(', ') });
}

/** As messages call a network. */
export const networkName = (id: NetworkId): string => id.toUpperCase();

const graphOf = (config: NetworkConfig, name: string): Graph<NetworkConfig> => {
  const { graphs, title } = networkOf(config.network);
  const graph = graphs[name];
  if (graph) return graph;
  throw new RangeError(`${title} has no graph ${name}, only ${Object.keys(graphs).join(', ')}`);
};
export const graphsOf = (config: NetworkConfig): readonly string[] => Object.keys(networkOf(config.network).graphs);
export const inputsOf = (config: NetworkConfig, graph: string) => graphOf(config, graph).inputs;
export const outputsOf = (config: NetworkConfig, graph: string) => graphOf(config, graph).outputs;

/** The facts of a configuration that weights do not tell. */
export const untoldOf = (config: NetworkConfig): Record<string, unknown> =>
  Object.fromEntries((networkOf(config.network).untold ?? []).map((name) => [name, config[name]]));

export const networkTitle = (config: NetworkConfig): string => networkOf(config.network).title;

/** A usual input of the first graph, (N, C, H, W) for one image. */
export function exampleInput(config: NetworkConfig): readonly [number, number, number, number] {
  const [first = ''] = graphsOf(config);
  const [port] = Object.values(inputsOf(config, first));
  return port?.example(config) as [number, number, number, number];
}

/** One graph of inference, all inputs and outputs by their names. Throws `RangeError` for inputs that it does not have. */
export function compute<T>(
  ops: Ops<T>,
  config: NetworkConfig,
  inputs: Readonly<Record<string, T>>,
  graph = 'forward',
): Readonly<Record<string, T>> {
  const described = graphOf(config, graph);
  const [given, wanted] = [inputs, described.inputs].map((named) => Object.keys(named).sort().join(', '));
  if (given !== wanted) throw new RangeError(`its graph ${graph} takes ${wanted}, not ${given || 'nothing'}`);
  return described.compute(ops, config, inputs);
}

/** The forward pass of inference, of a network with one graph from `x` to `y`. */
export function forward<T>(ops: Ops<T>, config: NetworkConfig, x: T): T {
  return compute(ops, config, { x }).y as T;
}

/** The forward pass of training; `size` is the height and width of x. Throws `bad-argument` where it cannot be trained. */
export function trainingForward<T>(
  ops: Ops<T>,
  config: NetworkConfig,
  size: { height: number; width: number },
  x: T,
): T {
  return trainingOf(config.network).forward(ops, config, size, x);
}

/** How a network is trained. Throws `bad-argument` for one that cannot be. */
export function trainingOf(id: NetworkId): NonNullable<Network['training']> {
  const { training, title } = networkOf(id);
  if (training) return training;
  throw new Problem('network-not-trainable', { network: title });
}

/** The shape of every output of a graph, for inputs of these shapes. Throws `RangeError` on shapes that cannot meet. */
export function outputShapes(
  config: NetworkConfig,
  inputs: Readonly<Record<string, readonly number[]>>,
  graph = 'forward',
): Readonly<Record<string, readonly number[]>> {
  let shapes: Readonly<Record<string, readonly number[]>> = {};
  specOf([], (ops, none) => {
    shapes = compute<readonly number[]>(ops, config, inputs, graph);
    return none;
  });
  return shapes;
}

/** Usual shapes of a graph's inputs. */
export const exampleShapes = (config: NetworkConfig, graph: string): Record<string, readonly number[]> =>
  Object.fromEntries(Object.entries(inputsOf(config, graph)).map(([name, port]) => [name, port.example(config)]));

/** Every parameter and buffer of the network, with counts for one image; `training` adds what only training has. */
export function networkSpec(config: NetworkConfig, use: 'inference' | 'training' = 'inference'): NetworkSpec {
  const input = exampleInput(config);
  const size = { height: input[2], width: input[3] };
  return specOf(input, (ops, x) => {
    if (use === 'training' && networkOf(config.network).training) return trainingForward(ops, config, size, x);
    const outputs = graphsOf(config).map((graph) =>
      compute<readonly number[]>(ops, config, exampleShapes(config, graph), graph),
    );
    return Object.values(outputs[0] ?? {})[0] ?? [];
  });
}

/**
 * Recognises which network a state dict belongs to, and its configuration; `subject` is how the message calls the weights.
 * Throws `unknown-network`.
 */
export function inferNetwork(state: StateDict, subject = 'The checkpoint'): NetworkConfig {
  for (const network of networks()) {
    const config = network.infer(state);
    if (config) return { ...config, network: network.id };
  }
  const some = [...state.keys()].slice(0, 4).join(', ') || 'none';
  throw new Problem('weights-of-no-network', {
    subject,
    parameters: some,
    known: networkIds().map(networkName).join(' or '),
  });
}
