import { networkOf, networkSpec } from '../../../models/networks/registry.ts';
import type { ModelCard } from '../../../models/weights/card.ts';
import type { ModelFacts } from '../../contract/models.ts';

/** What shells show of a model. */
export function modelFacts(card: ModelCard): ModelFacts {
  const { name, title, network, precision, sha256, provenance, metrics } = card;
  const described = networkOf(network.network);
  return {
    ...{ name, title, precision, sha256, provenance, metrics },
    network: network.network,
    purpose: described.purpose,
    networkTitle: described.title,
    parameters: networkSpec(network).parameterCount,
    ...(described.purpose === 'recognition' && { alphabet: [...described.alphabet(network)] }),
    ...(described.licenceNotice !== undefined && { licenceNotice: described.licenceNotice }),
  };
}
