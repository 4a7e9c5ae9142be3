import { Problem } from '../base/problem.ts';
import type { AlignmentOps, Ops } from '../interpreters/ops.ts';
import type { StateDict } from '../base/tensor.ts';
import { specOf, type NetworkSpec } from '../interpreters/spec/network-spec.ts';
import { align } from './tsrn/alignment.ts';
import { tsrn, tsrnPlanes, type TsrnConfig } from './tsrn/tsrn.ts';
import { inferTsrn } from './tsrn/infer.ts';
import { crnn, CRNN_HEIGHT, type CrnnConfig } from './crnn/crnn.ts';
import { inferCrnn } from './crnn/infer.ts';

/** A network as an engine needs it: what to compute, and for which input. */
export type NetworkConfig = ({ network: 'tsrn' } & TsrnConfig) | ({ network: 'crnn' } & CrnnConfig);
export type NetworkId = NetworkConfig['network'];

interface NetworkDefinition<C> {
  title: string;
  forward<T>(ops: Ops<T>, config: C, x: T): T;
  /** As `forward`, with the parts that only training has. `size` is the input's height and width. */
  trainingForward<T>(ops: AlignmentOps<T>, config: C, size: { height: number; width: number }, x: T): T;
  /** A usual input shape (N, C, H, W) for one image, used to walk the network and to probe engines. */
  exampleInput(config: C): readonly [number, number, number, number];
  /** Axes of the input that may have any length. */
  freeAxes: readonly ('batch' | 'height' | 'width')[];
  /** The configuration that a state dict of this network implies, or undefined where the names are another network's. */
  infer(state: StateDict): C | undefined;
}

/** Adding a network: its folder, and one line here. */
const NETWORKS: { [K in NetworkId]: NetworkDefinition<Omit<Extract<NetworkConfig, { network: K }>, 'network'>> } = {
  tsrn: {
    title: 'TSRN text super-resolution',
    forward: tsrn,
    trainingForward: (ops, config, size, x) => tsrn(ops, config, config.stn ? align(ops, config, size, x) : x),
    exampleInput: (config) => [1, tsrnPlanes(config), 16, 64],
    freeAxes: ['batch', 'height', 'width'],
    infer: inferTsrn,
  },
  crnn: {
    title: 'CRNN text recognition',
    forward: crnn,
    trainingForward: (ops, config, _size, x) => crnn(ops, config, x),
    exampleInput: () => [1, 1, CRNN_HEIGHT, 100],
    freeAxes: ['batch', 'width'],
    infer: inferCrnn,
  },
};

export const NETWORK_IDS = Object.keys(NETWORKS) as NetworkId[];

function definitionOf(config: NetworkConfig): NetworkDefinition<NetworkConfig> {
  return NETWORKS[config.network] as unknown as NetworkDefinition<NetworkConfig>;
}

export const networkTitle = (config: NetworkConfig): string => definitionOf(config).title;
export const exampleInput = (config: NetworkConfig) => definitionOf(config).exampleInput(config);
export const freeAxes = (config: NetworkConfig) => definitionOf(config).freeAxes;

/** The forward pass of inference. */
export function forward<T>(ops: Ops<T>, config: NetworkConfig, x: T): T {
  return definitionOf(config).forward(ops, config, x);
}

/** The forward pass of training; `size` is the height and width of x. */
export function trainingForward<T>(
  ops: AlignmentOps<T>,
  config: NetworkConfig,
  size: { height: number; width: number },
  x: T,
): T {
  return definitionOf(config).trainingForward(ops, config, size, x);
}

/** Every parameter and buffer of the network, with counts for one image; `training` adds the alignment network. */
export function networkSpec(config: NetworkConfig, use: 'inference' | 'training' = 'inference'): NetworkSpec {
  const input = exampleInput(config);
  const size = { height: input[2], width: input[3] };
  return specOf(input, (ops, x) =>
    use === 'training' ? trainingForward(ops, config, size, x) : forward(ops, config, x),
  );
}

/**
 * Recognises which network a state dict belongs to, and its configuration; `subject` is how the message calls the weights.
 * Throws `unknown-network`.
 */
export function inferNetwork(state: StateDict, subject = 'The checkpoint'): NetworkConfig {
  for (const network of NETWORK_IDS) {
    const config = NETWORKS[network].infer(state);
    if (config) return { network, ...config } as NetworkConfig;
  }
  const some = [...state.keys()].slice(0, 4).join(', ') || 'none';
  throw new Problem(
    'unknown-network',
    `${subject} holds the weights of no known network (parameters: ${some}, …).`,
    `Name a checkpoint of ${NETWORK_IDS.map((id) => id.toUpperCase()).join(' or ')} with the published parameter names.`,
  );
}
