import { networkName, networks } from '../../../models/networks/registry.ts';
import { readers } from '../../../models/recognition/reader-registry.ts';
import type { NetworkList } from '../../contract/models.ts';

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
