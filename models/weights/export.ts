import { writeFileAtomically } from '../base/atomic-file.ts';
import type { ModelCard } from './card.ts';
import type { LoadedModel } from './catalogue.ts';
import { writeSafetensors, type Precision } from './safetensors.ts';

/**
 * Writes a model's weights alone, under the published names, for other programs. An existing file is replaced. Weights
 * loaded for inference lack the alignment network; load them for training to export it as well.
 */
export async function exportSafetensors(model: LoadedModel, path: string, precision: Precision): Promise<void> {
  await writeFileAtomically(path, writeSafetensors(model.weights, { precision, metadata: metadataOf(model.card) }));
}

/** What a copy of the file without its card should still tell. `format: pt` is what PyTorch's loaders look for. */
export function metadataOf(card: ModelCard): Record<string, string> {
  const { title, network, input, provenance } = card;
  return {
    format: 'pt',
    title,
    network: JSON.stringify(network),
    input: JSON.stringify(input),
    licence: provenance.licence,
    source: provenance.source,
  };
}
