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
  /** The expected enlargement; ×2 where neither this nor the weights tell it. */
  scale?: 2 | 4;
  /** Facts of the configuration that the network calls untold, by their names. */
  settings?: Readonly<Record<string, unknown>>;
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
  return { ...withSettings(network, configured, facts), network: network.id };
}

function withSettings(network: Network, config: NetworkConfig, { settings = {} }: CardFacts): NetworkConfig {
  const { untold = [], title } = network;
  const odd = Object.keys(settings).find((name) => !untold.includes(name));
  if (odd !== undefined) {
    if (untold.length === 0) throw new Problem('no-settings', { network: title, setting: odd });
    throw new Problem('no-such-setting', { network: title, setting: odd, known: untold.join(', ') });
  }
  const set = network.config.safeParse({ ...config, ...settings });
  if (set.success) return { ...config, ...set.data };
  const name = String(set.error.issues[0]?.path[0] ?? 'setting');
  throw new Problem('setting-unfit', {
    ...{ network: title, setting: name },
    ...{ value: JSON.stringify(settings[name]), found: JSON.stringify(config[name]) },
  });
}

function withScale(
  network: Extract<Network, { purpose: 'super-resolution' }>,
  config: NetworkConfig,
  { subject, alphabet, scale }: CardFacts,
): NetworkConfig {
  if (alphabet) throw new Problem('alphabet-for-restorer', { subject });
  const actual = network.scale(config);
  if (scale === undefined || scale === actual) return config;
  if (network.untold?.includes('scale')) return { ...config, scale };
  throw new Problem('scale-unfit', { subject, actual, scale });
}

function withAlphabet(
  network: Extract<Network, { purpose: 'recognition' }>,
  config: NetworkConfig,
  { subject, alphabet, scale }: CardFacts,
): NetworkConfig {
  if (scale !== undefined) throw new Problem('scale-for-reader', { subject });
  const classes = network.alphabet(config).length + 1;
  if (!alphabet) {
    if (network.knowsAlphabet(config)) return config;
    throw new Problem('alphabet-missing', { subject, classes, characters: classes - 1 });
  }
  const twice = alphabet.find((character, i) => alphabet.indexOf(character) !== i);
  if (twice !== undefined) {
    throw new Problem('alphabet-twice', { character: twice });
  }
  if (alphabet.length !== classes - 1) {
    throw new Problem('alphabet-miscounted', { characters: alphabet.length, subject, classes: classes - 1 });
  }
  return network.withAlphabet(config, alphabet);
}
