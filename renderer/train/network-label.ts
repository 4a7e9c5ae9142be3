import { useI18n } from 'vue-i18n';
import { useNetworks } from '../ui/networks.ts';

/** What a network is called and does, such as “TSRN, restores”. */
export function useNetworkLabel(): (id: string) => string {
  const { t } = useI18n();
  const { network } = useNetworks();
  return (id) => {
    const found = network(id);
    return found ? t(`train.networks.${found.purpose}`, { name: found.name }) : id.toUpperCase();
  };
}
