import { networkSpec, networkTitle } from '../../../models/networks/registry.ts';
import type { ModelCard } from '../../../models/weights/card.ts';
import type { ModelFacts } from '../../contract/models.ts';

/** What shells show of a model. */
export function modelFacts(card: ModelCard): ModelFacts {
  const { name, title, network, precision, sha256, provenance, metrics } = card;
  return {
    ...{ name, title, precision, sha256, provenance, metrics },
    network: network.network,
    networkTitle: networkTitle(network),
    parameters: networkSpec(network).parameterCount,
    ...(network.network === 'crnn' && { alphabet: network.alphabet }),
  };
}
