import { extname, resolve } from 'node:path';
import type { NetworkId } from '../networks/registry.ts';
import { asProblem, Problem, type ProblemData } from '../base/problem.ts';
import type { StateDict } from '../base/tensor.ts';
import { readCard, readCardBeside, sha256Of, verifyWeights, type ModelCard } from './card.ts';
import { draftCard } from './card-draft.ts';
import { CARD, cardPathOf, filesIn, isFile, WEIGHTS, weightsPathOf, withoutExtension } from './catalogue-files.ts';
import { parseCheckpoint, readWeightsFile } from './checkpoint.ts';
import { modelFolders, shippedModelFolder } from './folders.ts';
import { matchWeights, type WeightsUse } from './match.ts';

/** A model in a folder: sound with its card, or broken with its problem. */
export type ListedModel = { name: string; weightsPath: string; shipped: boolean } & (
  { card: ModelCard; problem?: never } | { card?: never; problem: ProblemData }
);

/** A model in memory. */
export interface LoadedModel {
  card: ModelCard;
  weights: StateDict;
  weightsPath: string;
}

/**
 * Every model of the folders, in their order, then by name. A folder that does not exist has none. Weights are checked
 * against their cards; a model that is incomplete or damaged is listed with its problem. Throws `not-readable` where a
 * folder may not be read.
 */
export async function listModels(folders: readonly string[] = modelFolders()): Promise<ListedModel[]> {
  const models: ListedModel[] = [];
  for (const model of await scan(folders)) models.push(await verified(model)); // one file in memory at a time
  return models;
}

async function verified(model: ListedModel): Promise<ListedModel> {
  if (model.problem) return model;
  const { name, weightsPath, shipped, card } = model;
  try {
    verifyWeights(card, await readWeightsFile(weightsPath), weightsPath);
    return model;
  } catch (error) {
    return { name, weightsPath, shipped, problem: asProblem(error, weightsPath).toData() };
  }
}

/**
 * The model that a person means by a name or by a path: of a catalogued model's weights or card, or of any checkpoint.
 * Among models of one name, the first folder's wins. Throws `weights-missing` with the names there are.
 */
export async function findModel(nameOrPath: string, folders: readonly string[] = modelFolders()): Promise<string> {
  const models = await scan(folders);
  const named = models.find((model) => model.name === nameOrPath);
  if (named) return named.weightsPath;
  if (await isFile(nameOrPath)) {
    const path = resolve(nameOrPath);
    const beside = withoutExtension(path) + WEIGHTS;
    return extname(path) === CARD && (await isFile(beside)) ? beside : path;
  }
  const names = [...new Set(models.map((model) => model.name))].join(', ') || 'none';
  throw new Problem('no-such-model', { name: nameOrPath, known: names });
}

/**
 * The weights to use for a network when nobody chose: the newest shipped model of it, else the newest of any folder.
 * Throws `weights-missing`.
 */
export async function defaultModel(network: NetworkId, folders: readonly string[] = modelFolders()): Promise<string> {
  const sound = (await scan(folders)).filter((model) => model.card?.network.network === network);
  const age = (model: ListedModel) =>
    [model.shipped ? 1 : 0, Date.parse(model.card?.provenance.created ?? '')] as const;
  const [newest] = sound.toSorted((a, b) => {
    const [shippedA, createdA] = age(a);
    const [shippedB, createdB] = age(b);
    return shippedB - shippedA || createdB - createdA;
  });
  if (newest) return newest.weightsPath;
  throw new Problem('no-weights-for', { network: network.toUpperCase() });
}

/**
 * Loads a model by the path of its weights. With a card beside it, the file must match the card's checksum; without, the
 * network is recognised from the weights and a card drafted. Throws `checksum-mismatch`, `wrong-checkpoint`,
 * `unknown-network`, `bad-argument` (an unknown alphabet) and what `readCheckpoint` throws.
 */
export async function loadModel(weightsPath: string, use: WeightsUse = 'inference'): Promise<LoadedModel> {
  const bytes = await readWeightsFile(weightsPath);
  const card = await readCardBeside(weightsPath, bytes);
  const state = parseCheckpoint(bytes, weightsPath);
  const known = card ?? draftCard(state, { subject: weightsPath, sha256: sha256Of(bytes) });
  return { card: known, weights: matchWeights(known.network, state, use, weightsPath), weightsPath };
}

/** Models by their cards alone, without reading weights. */
async function scan(folders: readonly string[]): Promise<ListedModel[]> {
  const shippedFolder = resolve(shippedModelFolder());
  const models: ListedModel[] = [];
  for (const folder of new Set(folders.map((path) => resolve(path)))) {
    const files = new Set(await filesIn(folder));
    const names = [...files].filter((file) => file.endsWith(WEIGHTS) || file.endsWith(CARD)).map(withoutExtension);
    for (const name of [...new Set(names)].sort()) {
      const model = await listed(folder, name, files);
      if (model) models.push({ ...model, shipped: folder === shippedFolder });
    }
  }
  return models;
}

/** Undefined for a JSON file that is no card. */
async function listed(folder: string, name: string, files: ReadonlySet<string>): Promise<ListedModel | undefined> {
  const weightsPath = weightsPathOf(folder, name);
  const hasWeights = files.has(name + WEIGHTS);
  try {
    const card = await readCard(cardPathOf(weightsPath));
    if (!hasWeights) throw weightsMissing(weightsPath);
    return { name, weightsPath, shipped: false, card };
  } catch (error) {
    const problem = asProblem(error, cardPathOf(weightsPath));
    if (!hasWeights && problem.code === 'file-damaged') return undefined;
    return { name, weightsPath, shipped: false, problem: problem.toData() };
  }
}

const weightsMissing = (weightsPath: string): Problem => new Problem('weights-file-missing', { file: weightsPath });
