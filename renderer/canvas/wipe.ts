import { clamp } from './view.ts';
import type { Rect } from './picture.ts';

/** What a wipe at this share of the pane's width leaves to the picture on the left, and to the one on the right. */
export function wipeClips(pane: Rect, share: number): { left: Rect; right: Rect } {
  const edge = pane.width * clamp(share, 0, 1);
  return {
    left: { ...pane, width: edge },
    right: { ...pane, x: pane.x + edge, width: pane.width - edge },
  };
}

/** Where a key takes the wipe; `undefined` for keys that are none of a slider's. */
export function wipeAfterKey(share: number, key: string): number | undefined {
  const places: Record<string, number> = {
    ArrowLeft: share - 0.01,
    ArrowDown: share - 0.01,
    ArrowRight: share + 0.01,
    ArrowUp: share + 0.01,
    PageDown: share - 0.1,
    PageUp: share + 0.1,
    Home: 0,
    End: 1,
  };
  const place = places[key];
  return place === undefined ? undefined : clamp(Math.round(place * 1000) / 1000, 0, 1);
}
