import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ListedPair } from '../../electron/contract/pairs.ts';
import { imageUrl } from '../app/client.ts';
import { problemOf } from '../app/problem-of.ts';
import type { CanvasPicture } from '../canvas/picture.ts';
import { canRestoreAside, pairPictures, type Restoration } from './pair-pictures.ts';
import type { PairHelp } from './use-pair-help.ts';

interface Ports {
  pair: ComputedRef<ListedPair | undefined>;
  help: PairHelp;
  wantsRestoration: () => boolean;
}

/** The pictures of the shown pair, with its restoration or why there is none yet. */
export function useShownPictures({ pair, help, wantsRestoration }: Ports): ComputedRef<CanvasPicture[]> {
  const { t } = useI18n();

  const restoration = computed((): Restoration => {
    if (!pair.value || !wantsRestoration()) return undefined;
    if (pair.value.lr && !canRestoreAside(pair.value.lr)) return { note: t('annotate.tooLarge') };
    const known = help.restorationOf(pair.value.id);
    if (known?.state === 'there') return { result: known.value };
    if (known?.state !== 'failed') return { note: t('annotate.restoring') };
    const { sentence, cure } = problemOf(known.error);
    return { note: `${sentence} ${cure}` };
  });

  return computed(() => {
    if (!pair.value) return [];
    const titles = { lr: 'LR', sr: 'SR', hr: 'HR', missing: t('annotate.missingSide') };
    return pairPictures(pair.value, { restoration: restoration.value, titles, urlOf: imageUrl });
  });
}
