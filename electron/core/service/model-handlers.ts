import { findModel, loadModel } from '../../../models/weights/catalogue.ts';
import { exportSafetensors } from '../../../models/weights/export.ts';
import { userModelFolder } from '../../../models/weights/folders.ts';
import { importModel } from '../../../models/weights/import.ts';
import { stat } from 'node:fs/promises';
import { ComputeClient } from '../../compute/client/client.ts';
import type { ModelExport } from '../../contract/models.ts';
import { listedModels } from '../models/listed-models.ts';
import { networkList } from '../models/network-list.ts';
import { modelFacts } from '../models/model-facts.ts';
import type { studioBase } from './contract-base.ts';

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
