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
import type { Desk } from '../project/open-project.ts';

/** Calls about the models and trainings of the open project. */
export function registryHandlers(desk: Desk, studio: ReturnType<typeof studioBase>) {
  return {
    registry: {
      list: studio.registry.list.handler(() => listProjectModels(desk.project)),
      lineage: studio.registry.lineage.handler(({ input }) => lineageOf(desk.project, input.key)),
      add: studio.registry.add.handler(({ input }) => addToProject(desk.writable, input)),
      export: studio.registry.export.handler(async ({ input }) => ({
        file: await exportFromProject(desk.project, input.key, resolve(input.folder)),
      })),
      promote: studio.registry.promote.handler(({ input }) => promoteModel(desk.writable, input.key)),
      rollBack: studio.registry.rollBack.handler(({ input }) => rollBackModel(desk.writable, input.network)),
      remove: studio.registry.remove.handler(async ({ input }) => {
        await removeFromProject(desk.writable, input.key, input.anyway ?? false);
        return listProjectModels(desk.project);
      }),
    },
    runs: {
      list: studio.runs.list.handler(() => trainingRuns(desk.project.db)),
      curve: studio.runs.curve.handler(({ input }) => curveOf(desk.project.db, input.runId)),
    },
  };
}
