import { networkIds, networkOf, type NetworkId } from '../../../models/networks/registry.ts';
import type { RegisteredModel } from '../../contract/registry.ts';
import { promote, promotedModel, takeBackPromotion } from '../db/queries/models.ts';
import type { Project } from '../project/project.ts';
import { findProjectModel, listProjectModels, weightsOf } from './project-models.ts';

/** Makes a model the one that the project works with. Throws `not-found`, `weights-missing`. */
export async function promoteModel(project: Project, key: string): Promise<RegisteredModel[]> {
  const row = findProjectModel(project, key);
  await weightsOf(project, row);
  if (!row.isPromoted) project.write((db) => promote(db, row, new Date().toISOString()));
  return listProjectModels(project);
}

/** Goes back to the model that was promoted before, or to what ships where there was none. */
export async function rollBackModel(project: Project, network: NetworkId): Promise<RegisteredModel[]> {
  const { id } = networkOf(network);
  project.write((db) => takeBackPromotion(db, id));
  return listProjectModels(project);
}

/**
 * Weights of the project's promoted models, for work in which nobody named one. A promoted model whose weights are gone is an
 * error, not a reason to work with others: throws `weights-missing`.
 */
export async function promotedWeights(project: Project): Promise<Partial<Record<NetworkId, string>>> {
  const paths: Partial<Record<NetworkId, string>> = {};
  for (const network of networkIds()) {
    const row = promotedModel(project.db, network);
    if (row) paths[network] = await weightsOf(project, row);
  }
  return paths;
}
