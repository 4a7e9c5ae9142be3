import { computed, onScopeDispose, shallowReactive, watch, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ComputeOptions, Suggestion } from '../../electron/contract/jobs.ts';
import type { ListedPair } from '../../electron/contract/pairs.ts';
import type { PreviewReply } from '../../electron/contract/preview.ts';
import { imageUrl } from '../app/client.ts';
import { problemOf } from '../app/problem-of.ts';
import { useProblemText } from '../ui/problems/problem-text.ts';
import { pictures } from '../canvas/decoded-pictures.ts';
import type { CanvasPicture } from '../canvas/picture.ts';
import { canRestoreAside, pairPictures, type Restoration } from './pair-pictures.ts';
import { Prefetcher, type PrefetchPorts, type PrefetchState } from './prefetcher.ts';
import type { Queue } from './use-queue.ts';

interface Ports {
  suggestionsOf: (pairId: number) => Promise<Suggestion[]>;
  read: (pairId: number) => Promise<Suggestion[]>;
  restore: (pairId: number, compute: ComputeOptions) => Promise<PreviewReply>;
  compute: () => ComputeOptions;
}

/** What models say of pairs, got in the background: nothing that an annotator does waits for it. */
export function usePairHelp({ suggestionsOf, read, restore, compute }: Ports) {
  let reading: readonly number[] = [];

  const suggestions = watchable<Suggestion[]>({ load: suggestionsOf, atOnce: 4, most: 200 }, () => readUnread());
  const reads = watchable<Suggestion[]>({
    async load(pairId) {
      const found = await read(pairId);
      suggestions.prefetcher.put(pairId, found);
      return found;
    },
    atOnce: 1,
    most: 200,
  });
  const restorations = watchable<PreviewReply>({
    load: (pairId) => restore(pairId, compute()),
    atOnce: 1,
    most: 24,
  });

  /** Asks the readers about pairs that nobody has read. */
  function readUnread(): void {
    reads.prefetcher.want(
      reading.filter((pairId) => {
        const known = suggestions.prefetcher.of(pairId);
        return known?.state === 'there' && known.value.length === 0;
      }),
    );
  }

  return {
    /** What readers made of a pair so far; `undefined` while that is not known. */
    suggestionsOf: (pairId: number) => suggestions.states.get(pairId),
    /** What became of asking the readers now. */
    readingOf: (pairId: number) => reads.states.get(pairId),
    restorationOf: (pairId: number) => restorations.states.get(pairId),
    /** Says which pairs matter now, the shown one first, and which may be read and restored for it. */
    want(
      pairIds: readonly number[],
      { readable, restorable }: { readable: readonly number[]; restorable: readonly number[] },
    ): void {
      reading = readable;
      suggestions.prefetcher.want(pairIds);
      readUnread();
      restorations.prefetcher.want(restorable);
    },
    /** Readers may have read pairs since. */
    forgetSuggestions(): void {
      suggestions.prefetcher.clear();
      reads.prefetcher.clear();
    },
    readAgain: (pairId: number) => reads.prefetcher.again(pairId),
  };
}

/** A prefetcher whose states a page can watch. */
function watchable<T>(ports: Omit<PrefetchPorts<T>, 'changed'>, changed?: () => void) {
  const states = shallowReactive(new Map<number, PrefetchState<T>>());
  const prefetcher: Prefetcher<T> = new Prefetcher<T>({
    ...ports,
    changed(key) {
      const state = prefetcher.of(key);
      if (state) states.set(key, state);
      else states.delete(key);
      changed?.();
    },
  });
  return { prefetcher, states };
}

export type PairHelp = ReturnType<typeof usePairHelp>;

/** Milliseconds on a pair after which somebody works on it, and is not just passing. */
const DWELL = 250;
const COMING = 5;

interface DwellingPorts {
  queue: Queue;
  help: PairHelp;
  /** Whether a suggestion would help: nobody has said what the pair says, and what readers say can be kept. */
  needsText: (pairId: number) => boolean;
  wantsRestoration: () => boolean;
  /** Somebody stays with this pair. */
  dwelt: (pairId: number) => void;
}

/** Gets ready what the next pairs need; lets engines work only for pairs that somebody stays with. */
export function useDwelling({ queue, help, needsText, wantsRestoration, dwelt }: DwellingPorts): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => clearTimeout(timer));

  watch([queue.current, wantsRestoration, () => queue.strip.value.length], ([current, wants]) => {
    clearTimeout(timer);
    if (!current) return;
    const near = [current, ...queue.coming(COMING)];
    const ids = near.map(({ id }) => id);
    pictures.prefetch(near.flatMap(imagesOf));
    help.want(ids, { readable: [], restorable: [] });
    timer = setTimeout(() => {
      const soon = near.slice(0, 2);
      help.want(ids, {
        readable: soon.filter(({ id }) => needsText(id)).map(({ id }) => id),
        restorable: wants ? soon.filter(hasCrop).map(({ id }) => id) : [],
      });
      dwelt(current.id);
    }, DWELL);
  });
}

const imagesOf = ({ lr, hr }: ListedPair): string[] =>
  [lr, hr].flatMap((image) => (image === null ? [] : imageUrl(image.id)));

const hasCrop = ({ lr }: ListedPair): boolean => lr !== null && canRestoreAside(lr);

/** The pictures of the shown pair, with its restoration or why there is none yet. */
export function useShownPictures({
  pair,
  help,
  wantsRestoration,
}: {
  pair: ComputedRef<ListedPair | undefined>;
  help: PairHelp;
  wantsRestoration: () => boolean;
}): ComputedRef<CanvasPicture[]> {
  const { t } = useI18n();
  const problemText = useProblemText();

  const restoration = computed((): Restoration => {
    if (!pair.value || !wantsRestoration()) return undefined;
    if (pair.value.lr && !canRestoreAside(pair.value.lr)) return { note: t('annotate.tooLarge') };
    const known = help.restorationOf(pair.value.id);
    if (known?.state === 'there') return { result: known.value };
    if (known?.state !== 'failed') return { note: t('annotate.restoring') };
    const { sentence, cure } = problemText(problemOf(known.error));
    return { note: `${sentence} ${cure}` };
  });

  return computed(() => {
    if (!pair.value) return [];
    const titles = { lr: 'LR', sr: 'SR', hr: 'HR', missing: t('annotate.missingSide') };
    return pairPictures(pair.value, { restoration: restoration.value, titles, urlOf: imageUrl });
  });
}
