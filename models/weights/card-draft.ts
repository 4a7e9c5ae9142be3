import { basename, extname } from 'node:path';
import { LATIN_36 } from '../networks/crnn/crnn.ts';
import { inferNetwork, networkTitle, type NetworkConfig } from '../networks/registry.ts';
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
  /** Characters in class order, without the blank. Needed by a CRNN that has not 37 classes. */
  alphabet?: readonly string[];
  /** The expected enlargement of a TSRN. */
  scale?: 2 | 4;
  precision?: Precision;
  provenance?: Partial<Provenance>;
  metrics?: ModelCard['metrics'];
}

/** A card for weights of the published layout. Throws `unknown-network`, `bad-argument`. */
export function draftCard(state: StateDict, facts: CardFacts): ModelCard {
  const network = configure(state, facts);
  const file = basename(facts.subject);
  const common = {
    format: CARD_FORMAT,
    name: facts.name ?? modelNameFrom(file.slice(0, file.length - extname(file).length)),
    title: facts.title ?? `${networkTitle(network)} from ${file}`,
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
  } satisfies Partial<ModelCard>;
  if (network.network === 'tsrn') {
    return {
      ...common,
      network,
      input: { range: [0, 1], height: 16, mask: network.mask ? 'luminance-mean' : null },
    };
  }
  const { alphabet, ...rest } = network;
  return {
    ...common,
    network: { ...rest, alphabet: [...alphabet] },
    input: { height: 32, width: 100, mean: 0.5, std: 0.5 },
  };
}

/** The network's configuration, with the person's options held against what the weights tell. */
function configure(state: StateDict, facts: CardFacts): NetworkConfig {
  const { subject, alphabet, scale } = facts;
  const config = inferNetwork(state, subject);
  if (config.network === 'tsrn') {
    if (alphabet) throw misfit(`${subject} restores images and has no alphabet.`, 'Leave the alphabet out.');
    if (scale !== undefined && scale !== config.scale) {
      throw misfit(
        `${subject} enlarges ×${config.scale}, not ×${scale}.`,
        `Leave the scale out, or give ${config.scale}.`,
      );
    }
    return config;
  }
  if (scale !== undefined) throw misfit(`${subject} reads text and has no scale.`, 'Leave the scale out.');
  const classes = config.alphabet.length + 1;
  if (!alphabet) {
    if (classes === LATIN_36.length + 1) return config;
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
  return { ...config, alphabet };
}

const misfit = (sentence: string, cure: string): Problem => new Problem('bad-argument', sentence, cure);
