import { basename, extname } from 'node:path';
import type { Network } from '../networks/network.ts';
import { inferNetwork, networkOf, type NetworkConfig } from '../networks/registry.ts';
import { Problem } from '../base/problem.ts';
import type { StateDict } from '../base/tensor.ts';
import { CARD_FORMAT, type ModelCard, type Provenance } from './card.ts';
import { modelNameFrom } from './model-name.ts';
import type { Precision } from './safetensors.ts';

/** What weights do not tell by themselves. */
export interface CardFacts {
  /** The weights' file, for messages and the default name. */
  subject: string;
  sha256: string;
  name?: string;
  title?: string;
  /** Characters in class order, without the blank. Needed where the weights do not tell it. */
  alphabet?: readonly string[];
  /** The expected enlargement. */
  scale?: 2 | 4;
  precision?: Precision;
  provenance?: Partial<Provenance>;
  metrics?: ModelCard['metrics'];
}

/** A card for weights of the published layout. Throws `unknown-network`, `bad-argument`. */
export function draftCard(state: StateDict, facts: CardFacts): ModelCard {
  const network = configure(state, facts);
  const described = networkOf(network.network);
  const file = basename(facts.subject);
  return {
    format: CARD_FORMAT,
    name: facts.name ?? modelNameFrom(file.slice(0, file.length - extname(file).length)),
    title: facts.title ?? `${described.title} from ${file}`,
    precision: facts.precision ?? 'F32',
    sha256: facts.sha256,
    provenance: {
      source: file,
      data: 'unknown',
      licence: 'unknown',
      created: new Date().toISOString(),
      ...facts.provenance,
    },
    metrics: facts.metrics ?? {},
    network,
    input: described.usualInput(network),
  };
}

/** The network's configuration, with the person's options held against what the weights tell. */
function configure(state: StateDict, facts: CardFacts): NetworkConfig {
  const config = inferNetwork(state, facts.subject);
  const network = networkOf(config.network);
  const configured =
    network.purpose === 'recognition' ? withAlphabet(network, config, facts) : withScale(network, config, facts);
  return { ...configured, network: network.id };
}

function withScale(
  network: Extract<Network, { purpose: 'super-resolution' }>,
  config: NetworkConfig,
  { subject, alphabet, scale }: CardFacts,
): NetworkConfig {
  if (alphabet) throw misfit(`${subject} restores images and has no alphabet.`, 'Leave the alphabet out.');
  const actual = network.scale(config);
  if (scale === undefined || scale === actual) return config;
  throw misfit(`${subject} enlarges ×${actual}, not ×${scale}.`, `Leave the scale out, or give ${actual}.`);
}

function withAlphabet(
  network: Extract<Network, { purpose: 'recognition' }>,
  config: NetworkConfig,
  { subject, alphabet, scale }: CardFacts,
): NetworkConfig {
  if (scale !== undefined) throw misfit(`${subject} reads text and has no scale.`, 'Leave the scale out.');
  const classes = network.alphabet(config).length + 1;
  if (!alphabet) {
    if (network.knowsAlphabet(config)) return config;
    throw misfit(
      `${subject} tells ${classes} classes apart, but not which characters they are.`,
      `Give its alphabet: the ${classes - 1} characters in the order of training, without the blank.`,
    );
  }
  const twice = alphabet.find((character, i) => alphabet.indexOf(character) !== i);
  if (twice !== undefined) {
    throw misfit(`The alphabet holds “${twice}” twice.`, 'Give each character once, in the order of training.');
  }
  if (alphabet.length !== classes - 1) {
    throw misfit(
      `The alphabet has ${alphabet.length} characters, but ${subject} tells ${classes - 1} apart (and the blank).`,
      'Give the characters in the order of training, without the blank.',
    );
  }
  return network.withAlphabet(config, alphabet);
}

const misfit = (sentence: string, cure: string): Problem => new Problem('bad-argument', sentence, cure);
