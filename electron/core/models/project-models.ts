import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { cardOf, type ModelCard } from '../../../models/weights/card.ts';
import { cardPathOf, isFile, weightsPathOf } from '../../../models/weights/catalogue-files.ts';
import { userModelFolder } from '../../../models/weights/folders.ts';
import { importModel, type ImportOptions } from '../../../models/weights/import.ts';
import type { ModelLineage, RegisteredModel } from '../../contract/registry.ts';
import { addModel, modelRow, modelRows, type ModelRow, removeModel, usesOf } from '../db/queries/models.ts';
import { trainingRun } from '../db/queries/training-runs.ts';
import { layoutOf } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { readUserFile } from '../../../models/base/user-file.ts';

const now = (): string => new Date().toISOString();

/** Path of a model's weights in the project's folder. */
export const weightsIn = (project: Project, name: string): string =>
  weightsPathOf(layoutOf(project.folder).models, name);

const described = async (project: Project, row: ModelRow): Promise<RegisteredModel> => ({
  ...row,
  hasWeights: await isFile(weightsIn(project, row.name)),
});

/** Every model of the project, newest first. */
export const listProjectModels = (project: Project): Promise<RegisteredModel[]> =>
  Promise.all(modelRows(project.db).map((row) => described(project, row)));

/** A model by its SHA-256 or name. Throws `not-found` with the names there are. */
export function findProjectModel(project: Project, key: string): ModelRow {
  const found = modelRow(project.db, key);
  if (found) return found;
  const names = modelRows(project.db).map(({ name }) => name);
  if (names.length === 0) throw new Problem('no-project-models', { key });
  throw new Problem('no-project-model', { key, known: names.join(', ') });
}

export async function lineageOf(project: Project, key: string): Promise<ModelLineage> {
  const row = findProjectModel(project, key);
  const ancestors: ModelLineage['ancestors'] = [];
  for (let { base } = row; base && !ancestors.some(({ sha256 }) => sha256 === base?.sha256);) {
    ancestors.push(base);
    base = modelRow(project.db, base.sha256)?.base ?? null;
  }
  return {
    model: await described(project, row),
    ancestors,
    run: row.runId === null ? null : (trainingRun(project.db, row.runId) ?? null),
    uses: usesOf(project.db, row.sha256),
  };
}

/**
 * Copies a model's weights and card into the project's folder and puts it on record. One that is there already stays as it
 * is. Throws `conflict` for a name that other weights have here, `not-writable`, `disk-full`.
 */
export async function keepInProject(
  project: Project,
  weightsPath: string,
  card: ModelCard,
  { origin, runId }: { origin: RegisteredModel['origin']; runId: number | null },
): Promise<RegisteredModel> {
  const same = modelRow(project.db, card.sha256);
  const named = modelRow(project.db, card.name);
  if (!same && named) {
    throw new Problem('project-model-taken', { model: card.name });
  }
  const name = same?.name ?? card.name;
  await copyModel(weightsPath, weightsIn(project, name));
  if (!same) {
    const { sha256, title, network, provenance } = card;
    const facts = { sha256, name, title, network: network.network, base: provenance.base ?? null };
    project.write((db) => addModel(db, { ...facts, origin, runId, addedAt: now() }));
  }
  return described(project, findProjectModel(project, card.sha256));
}

/** Brings a checkpoint, or a model exported from another project, into this one and among the user's models. */
export async function addToProject(
  project: Project,
  { file, ...named }: { file: string } & Pick<ImportOptions, 'name' | 'alphabet' | 'settings'>,
): Promise<RegisteredModel> {
  project.assertWritable();
  const folder = userModelFolder();
  const card = await importModel(file, { folder, ...named });
  return keepInProject(project, weightsPathOf(folder, card.name), card, { origin: 'imported', runId: null });
}

/** Writes a model's weights and card into a folder, from which `addToProject` of another project takes it. */
export async function exportFromProject(project: Project, key: string, folder: string): Promise<string> {
  const row = findProjectModel(project, key);
  const file = weightsPathOf(folder, row.name);
  await copyModel(await weightsOf(project, row), file);
  return file;
}

/** Where a model's weights are. Throws `weights-missing`. */
export async function weightsOf(project: Project, { name, sha256 }: ModelRow): Promise<string> {
  for (const path of [weightsIn(project, name), weightsPathOf(userModelFolder(), name)]) {
    if ((await cardOf(path).catch(() => undefined))?.sha256 === sha256) return path;
  }
  throw new Problem('project-weights-missing', { model: name });
}

/**
 * Takes a model off the project's record and its weights out of its folder; the user's own models keep theirs. Throws
 * `conflict` with what depends on it, unless `anyway`.
 */
export async function removeFromProject(project: Project, key: string, anyway: boolean): Promise<void> {
  const row = findProjectModel(project, key);
  const uses = usesOf(project.db, row.sha256);
  const reasons = [
    uses.isPromoted && 'it is the one that the project works with',
    uses.descendants.length > 0 &&
      `${uses.descendants.join(', ')} ${uses.descendants.length === 1 ? 'was' : 'were'} trained from it`,
    uses.restorations.length > 0 &&
      `restorations in ${uses.restorations.map(({ folder }) => folder).join(', ')} were made with it`,
    uses.evaluations.length > 0 &&
      `${uses.evaluations.length === 1 ? '1 evaluation' : `${uses.evaluations.length} evaluations`} measured it`,
  ].filter((reason) => reason !== false);
  if (reasons.length > 0 && !anyway) {
    throw new Problem('model-needed', { model: row.name, reasons: reasons.join('; ') });
  }
  project.write((db) => removeModel(db, row.sha256));
  const weights = weightsIn(project, row.name);
  try {
    await rm(cardPathOf(weights), { force: true });
    await rm(weights, { force: true });
  } catch (error) {
    throw asProblem(error, weights);
  }
}

/** The card last: until it is there, the weights are no model. */
async function copyModel(from: string, to: string): Promise<void> {
  if (from === to) return;
  try {
    await mkdir(dirname(to), { recursive: true });
    await writeFileAtomically(to, await readUserFile(from));
    await writeFileAtomically(cardPathOf(to), await readUserFile(cardPathOf(from)));
  } catch (error) {
    throw asProblem(error, to);
  }
}
