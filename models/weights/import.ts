import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { asProblem, Problem } from '../base/problem.ts';
import { networkOf, untoldOf } from '../networks/registry.ts';
import { readCardBeside, sha256Of, type ModelCard } from './card.ts';
import { draftCard, type CardFacts } from './card-draft.ts';
import { cardPathOf, isFile, weightsPathOf } from './catalogue-files.ts';
import { parseCheckpoint, readWeightsFile } from './checkpoint.ts';
import { matchWeights } from './match.ts';
import { checkModelName } from './model-name.ts';
import { metadataOf } from './export.ts';
import { writeSafetensors } from './safetensors.ts';

export interface ImportOptions extends Omit<CardFacts, 'subject' | 'sha256'> {
  /** Where the model goes; made where it does not exist. */
  folder: string;
  /** Whether a model of this name may be replaced. */
  replace?: boolean;
}

/**
 * Puts a checkpoint into a folder of models: `<name>.safetensors` with the parts that inference and training need, and
 * its card, which is returned. A sound card beside the checkpoint supplies what the options leave out. The checkpoint itself is only read.
 * Throws `bad-argument` (name taken or unusable, alphabet or scale that does not fit), `wrong-checkpoint`,
 * `unknown-network`, `not-writable`, `disk-full` and what `readCheckpoint` throws.
 */
export async function importModel(file: string, options: ImportOptions): Promise<ModelCard> {
  const source = await readWeightsFile(file);
  const given = await factsBeside(file, source, options);
  const { folder, replace = false } = options;
  if (given.name !== undefined) checkModelName(given.name);
  const precision = given.precision ?? 'F32';

  const state = parseCheckpoint(source, file);
  const draft = draftCard(state, { ...given, precision, subject: file, sha256: sha256Of(source) });
  const weights = matchWeights(draft.network, state, 'training', file);
  const bytes = writeSafetensors(weights, { precision, metadata: metadataOf(draft) });
  const card: ModelCard = { ...draft, sha256: sha256Of(bytes) };

  const weightsPath = weightsPathOf(folder, card.name);
  if (!replace) await refuseAnother(weightsPath, card);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw asProblem(error, folder);
  }
  // The card last: until it is there, the weights are no model.
  await writeFileAtomically(weightsPath, bytes);
  await writeFileAtomically(cardPathOf(weightsPath), `${JSON.stringify(card, null, 2)}\n`);
  return card;
}

/** The options, completed from a card beside the checkpoint or with the checkpoint's own name and checksum. */
async function factsBeside(
  file: string,
  source: Uint8Array,
  options: ImportOptions,
): Promise<Omit<CardFacts, 'subject' | 'sha256'>> {
  const card = await readCardBeside(file, source);
  if (!card) {
    const provenance = { source: `${basename(file)}, SHA-256 ${sha256Of(source)}`, ...options.provenance };
    return { ...options, provenance };
  }
  const { network, title, precision, metrics } = card;
  const known = networkOf(network.network);
  const facts = known.purpose === 'recognition' ? { alphabet: known.alphabet(network) } : {};
  const settings = { ...untoldOf(network), ...options.settings };
  return {
    title,
    precision,
    metrics,
    ...facts,
    ...options,
    settings,
    provenance: { ...card.provenance, ...options.provenance },
  };
}

/** The same weights may be imported again, which also completes an import that was cut short. */
async function refuseAnother(weightsPath: string, card: ModelCard): Promise<void> {
  if (!(await isFile(weightsPath)) && !(await isFile(cardPathOf(weightsPath)))) return;
  if ((await isFile(weightsPath)) && sha256Of(await readWeightsFile(weightsPath)) === card.sha256) return;
  throw new Problem('model-name-taken', { model: card.name, file: weightsPath });
}
