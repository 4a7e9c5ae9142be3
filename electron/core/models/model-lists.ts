import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { networkIds, networkName, networks, type NetworkId } from '../../../models/networks/registry.ts';
import { readers } from '../../../models/recognition/reader-registry.ts';
import { defaultModel, listModels } from '../../../models/weights/catalogue.ts';
import type { ListedModelData, NetworkList } from '../../contract/models.ts';
import { modelFacts } from './model-facts.ts';

/** Every model that there is, as a list shows it. Throws what `listModels` throws. */
export async function listedModels(): Promise<ListedModelData[]> {
  const defaults = new Set(await Promise.all(networkIds().map(defaultPath)));
  return Promise.all(
    (await listModels()).map(async ({ name, weightsPath, shipped, card, problem }) => {
      const isDefault = defaults.has(resolve(weightsPath));
      const place = { name, weightsPath, shipped, isDefault, bytes: await sizeOf(weightsPath) };
      return card ? { ...place, facts: modelFacts(card) } : { ...place, problem };
    }),
  );
}

const defaultPath = (network: NetworkId): Promise<string | undefined> =>
  defaultModel(network).then(
    (path) => resolve(path),
    () => undefined, // no weights at all: a job says so
  );

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined, // the list says that the weights are missing
  );

/** Networks and readers that there are, as shells show them. */
export const networkList = (): NetworkList => ({
  networks: networks().map(({ id, title, purpose, training }) => ({
    ...{ id, name: networkName(id), title, purpose },
    training: training
      ? {
          learningRates: {
            correct: training.presets.correct.learningRate,
            compatible: training.presets.compatible.learningRate,
          },
          frozenExample: training.frozenExample,
        }
      : null,
  })),
  readers: readers(),
});
