import { onScopeDispose, watch } from 'vue';
import type { ListedPair } from '../../electron/contract/pairs.ts';
import { imageUrl } from '../app/client.ts';
import { pictures } from '../canvas/browser-pictures.ts';
import { canRestoreAside } from './pair-pictures.ts';
import type { PairHelp } from './use-pair-help.ts';
import type { Queue } from './use-queue.ts';

/** Milliseconds on a pair after which somebody works on it, and is not just passing. */
const DWELL = 250;
const COMING = 5;

interface Ports {
  queue: Queue;
  help: PairHelp;
  /** Whether a suggestion would help: nobody has said what the pair says, and what readers say can be kept. */
  needsText: (pairId: number) => boolean;
  wantsRestoration: () => boolean;
  /** Somebody stays with this pair. */
  dwelt: (pairId: number) => void;
}

/** Gets ready what the next pairs need; lets engines work only for pairs that somebody stays with. */
export function useDwelling({ queue, help, needsText, wantsRestoration, dwelt }: Ports): void {
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
