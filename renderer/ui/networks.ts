import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import type { ListedModelData, NetworkFacts, NetworkList } from '../../electron/contract/models.ts';

/** Networks and readers that the studio has; empty until it has answered. */
export const NETWORKS: InjectionKey<ShallowRef<NetworkList>> = Symbol('networks');

export function useNetworks() {
  const list = inject(NETWORKS, () => shallowRef<NetworkList>({ networks: [], readers: [] }), true);
  return {
    list,
    network: (id: string): NetworkFacts | undefined => list.value.networks.find((one) => one.id === id),
    readerName: (id: string): string => list.value.readers.find((one) => one.id === id)?.name ?? id.toUpperCase(),
    /** Whether a reader brings its own weights; those read best. */
    isReadyMade: (id: string): boolean => list.value.readers.some((one) => one.id === id && one.network === null),
  };
}

/** Sound models that `suits` finds suitable, as a select lists them. */
export const modelItems = (
  models: readonly ListedModelData[],
  suits: (facts: Extract<ListedModelData, { facts: object }>['facts']) => boolean,
) =>
  models.flatMap((model) => ('facts' in model && suits(model.facts) ? [{ label: model.name, value: model.name }] : []));
