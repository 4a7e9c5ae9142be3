import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { asProblem, Problem } from '../base/problem.ts';
import type { Network, NetworkConfig, NetworkInput } from '../networks/network.ts';
import { networkIds, networks } from '../networks/registry.ts';
import { CARD, cardPathOf, isFile, WEIGHTS } from './catalogue-files.ts';
import { isModelName } from './model-name.ts';
import { readUserText } from '../base/user-file.ts';

/** Bump when a card of the new form would mislead a program that knows the old one. */
export const CARD_FORMAT = 1;

const provenanceSchema = z.object({
  /** Where the weights came from: a file with its SHA-256, or a training run. */
  source: z.string(),
  /** What they were trained on. */
  data: z.string(),
  /** SPDX identifier, or words where the licence is not known. */
  licence: z.string(),
  imagesSeen: z.int().nonnegative().optional(),
  /** Identities of the projects whose train split it learnt from, itself or by what it began with. */
  projects: z.array(z.string()).optional(),
  /** What it began with. */
  base: z.object({ name: z.string(), sha256: z.string() }).optional(),
  /** SHA-256 of the labels and pictures that it learnt from and was measured on, as the project's registry has it. */
  snapshot: z.string().optional(),
  /** Program, engine and device of the training. */
  trainer: z.string().optional(),
  /** When this file was made, ISO 8601. */
  created: z.iso.datetime(),
});

const commonFields = {
  format: z.literal(CARD_FORMAT),
  name: z.string().refine(isModelName, 'not usable as a file name'),
  title: z.string().min(1),
  precision: z.enum(['F32', 'F16']),
  /** Of the weights file, in lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  provenance: provenanceSchema,
  /** Measured values by name, with their unit and data in the name: "exact match, training mixture": 0.36. */
  metrics: z.record(z.string(), z.union([z.number(), z.string()])),
};

const commonSchema = z.object(commonFields);
/** What is known of a weights file; the JSON beside it. */
export type ModelCard = z.infer<typeof commonSchema> & { network: NetworkConfig; input: NetworkInput };
export type Provenance = z.infer<typeof provenanceSchema>;

/** A card of a network that there is here; the network itself says what its configuration and input may be. */
export function parseCard(value: unknown): z.ZodSafeParseResult<ModelCard> {
  const { config, input } = schemasOf(value);
  const network = z.intersection(z.object({ network: z.enum(networkIds()) }), config);
  return commonSchema.extend({ network, input }).safeParse(value);
}

const namedSchema = z.object({ network: z.object({ network: z.string() }) });

function schemasOf(value: unknown): Pick<Network, 'config' | 'input'> {
  const id = namedSchema.safeParse(value).data?.network.network;
  const known = networks().find((network) => network.id === id);
  return known ?? { config: z.record(z.string(), z.unknown()) as never, input: z.record(z.string(), z.unknown()) };
}

/**
 * Reads a card without its weights. The file's name is the model's, also after a person renamed card and weights. Throws
 * `not-found`, `file-damaged`.
 */
export async function readCard(path: string): Promise<ModelCard> {
  let value: unknown;
  try {
    value = JSON.parse(await readUserText(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw asProblem(error, path, 'read');
    throw wrongCard(path, 'it is not JSON', { cause: error });
  }
  const format: unknown = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'number' && format > CARD_FORMAT) {
    throw new Problem('card-newer', { path, format });
  }
  const parsed = parseCard(value);
  if (!parsed.success) throw wrongCard(path, z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
  return { ...parsed.data, name: basename(path, CARD) };
}

/** The card beside a weights file, without looking at the weights; undefined where there is none. Throws `file-damaged`. */
export async function cardOf(weightsPath: string): Promise<ModelCard | undefined> {
  const path = cardPathOf(weightsPath);
  return weightsPath.endsWith(WEIGHTS) && (await isFile(path)) ? readCard(path) : undefined;
}

/**
 * The card beside a safetensors file whose bytes are given, or undefined where there is none; a JSON file beside another
 * kind of checkpoint is not ours. Throws `checksum-mismatch`, `file-damaged`.
 */
export async function readCardBeside(weightsPath: string, bytes: Uint8Array): Promise<ModelCard | undefined> {
  const path = cardPathOf(weightsPath);
  if (!weightsPath.endsWith(WEIGHTS) || !(await isFile(path))) return undefined;
  const card = await readCard(path);
  verifyWeights(card, bytes, weightsPath);
  return card;
}

const wrongCard = (path: string, what: string, options?: ErrorOptions): Problem =>
  new Problem('card-unsound', { path, what }, options);

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Throws `checksum-mismatch` unless the bytes of the weights file are those that the card was written for. */
export function verifyWeights(card: ModelCard, bytes: Uint8Array, weightsPath: string): void {
  const actual = sha256Of(bytes);
  if (actual === card.sha256) return;
  throw new Problem('weights-differ', {
    file: weightsPath,
    actual: actual.slice(0, 12),
    wanted: card.sha256.slice(0, 12),
  });
}
