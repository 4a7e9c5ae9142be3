import type { ListedModelData } from '../../electron/contract/models.ts';

/** Sound models of a network, as a select lists them. */
export const modelItems = (models: readonly ListedModelData[], network: 'tsrn' | 'crnn') =>
  models.flatMap((model) =>
    'facts' in model && model.facts.network === network ? [{ label: model.name, value: model.name }] : [],
  );
