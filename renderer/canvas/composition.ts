import type { CanvasSettings } from './canvas-settings.ts';
import { panesFor } from './panes.ts';
import type { CanvasPicture, Rect, Size } from './picture.ts';
import { wipeClips } from './wipe.ts';

/** A picture in its pane. */
export interface Placed {
  picture: CanvasPicture;
  pane: Rect;
  clip?: Rect;
}

/** What is where on the canvas. */
export interface Composition {
  panes: Rect[];
  placed: Placed[];
  /** The two pictures whose difference fills the only pane. */
  difference: readonly [CanvasPicture, CanvasPicture] | null;
}

/**
 * Which pictures are shown where in an area of CSS pixels. `frame` is as turned. With fewer than two pictures to compare,
 * every mode shows what there is.
 */
export function compose(
  pictures: readonly CanvasPicture[],
  settings: CanvasSettings,
  { area, frame, secondsTurn }: { area: Size; frame: Size; secondsTurn: boolean },
): Composition {
  const compared = comparedPictures(pictures, settings);
  if (settings.mode === 'side' || !compared) return sideBySide(pictures, settings, area, frame);
  const [first, second] = compared;
  const pane: Rect = { x: 0, y: 0, ...area };
  const one = (placed: Placed[]): Composition => ({ panes: [pane], placed, difference: null });
  if (settings.mode === 'blink') return one([{ picture: secondsTurn ? second : first, pane }]);
  if (settings.mode === 'difference') return { panes: [pane], placed: [], difference: compared };
  const { left, right } = wipeClips(pane, settings.wipe);
  return one([
    { picture: first, pane, clip: left },
    { picture: second, pane, clip: right },
  ]);
}

/** The two pictures that are compared: those chosen where they are there, else the first and the last that are. */
export function comparedPictures(
  pictures: readonly CanvasPicture[],
  { first, second }: Pick<CanvasSettings, 'first' | 'second'>,
): readonly [CanvasPicture, CanvasPicture] | undefined {
  const there = pictures.filter(({ url }) => url !== null);
  const chosen = there.find(({ key }) => key === first);
  const one = chosen ?? there.find(({ key }) => key !== second);
  const other = there.find(({ key }) => key === second && key !== one?.key) ?? there.findLast((next) => next !== one);
  return one && other ? [one, other] : undefined;
}

function sideBySide(
  pictures: readonly CanvasPicture[],
  { hidden }: CanvasSettings,
  area: Size,
  frame: Size,
): Composition {
  const wanted = pictures.filter(({ key }) => !hidden.includes(key));
  const shown = wanted.length > 0 ? wanted : pictures;
  const panes = panesFor(shown.length, area, frame);
  const placed = shown.map((picture, i) => ({ picture, pane: panes[i] as Rect }));
  return { panes, placed, difference: null };
}
