import { findModel, loadModel } from '../../../models/weights/catalogue.ts';
import { exportSafetensors } from '../../../models/weights/export.ts';
import { userModelFolder } from '../../../models/weights/folders.ts';
import { importModel } from '../../../models/weights/import.ts';
import { stat } from 'node:fs/promises';
import { ComputeClient } from '../../compute/client/client.ts';
import type { ModelExport } from '../../contract/models.ts';
import { listedModels, networkList } from '../models/model-lists.ts';
import { modelFacts } from '../models/model-facts.ts';
import type { studioBase } from './contract-base.ts';
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
import type { CurrentProject } from '../project/current-project.ts';

/** Calls about weights. */
export function modelHandlers(studio: ReturnType<typeof studioBase>, software: string) {
  return {
    models: {
      list: studio.models.list.handler(() => listedModels()),
      networks: studio.models.networks.handler(() => networkList()),
      import: studio.models.import.handler(async ({ input: { file, ...given } }) =>
        modelFacts(await importModel(file, { folder: userModelFolder(), ...given })),
      ),
      export: studio.models.export.handler(({ input }) => exportModel(input, software)),
    },
  };
}

async function exportModel({ model, file, format }: ModelExport, software: string): Promise<{ bytes: number }> {
  const weights = await findModel(model);
  if (format !== 'onnx') {
    // 'training' keeps the alignment network of a TSRN, which restoring does not use but fine-tuning elsewhere would.
    await exportSafetensors(await loadModel(weights, 'training'), file, format === 'safetensors' ? 'F32' : 'F16');
    return { bytes: (await stat(file)).size };
  }
  const compute = new ComputeClient();
  try {
    return await compute.call('exportOnnx', { weights, file, software });
  } finally {
    await compute.close();
  }
}

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
