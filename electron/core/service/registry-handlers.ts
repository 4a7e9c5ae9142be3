import { resolve } from 'node:path';
import { curveOf, trainingRuns } from '../db/queries/training-runs.ts';
import {
  addToProject,
  exportFromProject,
  lineageOf,
  listProjectModels,
  removeFromProject,
} from '../models/project-models.ts';
import { promoteModel, rollBackModel } from '../models/promotion.ts';
import type { studioBase } from './contract-base.ts';
import type { CurrentProject } from '../project/current-project.ts';

/** Calls about the models and trainings of the open project. */
export function registryHandlers(current: CurrentProject, studio: ReturnType<typeof studioBase>) {
  return {
    registry: {
      list: studio.registry.list.handler(() => listProjectModels(current.project)),
      lineage: studio.registry.lineage.handler(({ input }) => lineageOf(current.project, input.key)),
      add: studio.registry.add.handler(({ input }) => addToProject(current.writable, input)),
      export: studio.registry.export.handler(async ({ input }) => ({
        file: await exportFromProject(current.project, input.key, resolve(input.folder)),
      })),
      promote: studio.registry.promote.handler(({ input }) => promoteModel(current.writable, input.key)),
      rollBack: studio.registry.rollBack.handler(({ input }) => rollBackModel(current.writable, input.network)),
      remove: studio.registry.remove.handler(async ({ input }) => {
        await removeFromProject(current.writable, input.key, input.anyway ?? false);
        return listProjectModels(current.project);
      }),
    },
    runs: {
      list: studio.runs.list.handler(() => trainingRuns(current.project.db)),
      curve: studio.runs.curve.handler(({ input }) => curveOf(current.project.db, input.runId)),
    },
  };
}
