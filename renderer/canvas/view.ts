import { computed, ref, watch, type Ref } from 'vue';
import type { Point, Size } from './picture.ts';

/** How all panes look at the frame. */
export interface View {
  /** CSS pixels per pixel of the frame. */
  scale: number;
  /** The point of the turned frame in the middle of each pane. */
  x: number;
  y: number;
}

export const MOST_ZOOM = 96;
const MARGIN = 8;

/** The whole frame in the middle of a pane. */
export function fitView(frame: Size, pane: Size): View {
  const across = Math.max(1, pane.width - 2 * MARGIN) / frame.width;
  const down = Math.max(1, pane.height - 2 * MARGIN) / frame.height;
  return { scale: Math.min(across, down, MOST_ZOOM), x: frame.width / 2, y: frame.height / 2 };
}

/** A frame point on a pane, from the pane's top left corner, in CSS pixels. */
export const toPane = (view: View, pane: Size, { x, y }: Point): Point => ({
  x: pane.width / 2 + (x - view.x) * view.scale,
  y: pane.height / 2 + (y - view.y) * view.scale,
});

/** The frame point at a place of a pane. */
export const toFrame = (view: View, pane: Size, { x, y }: Point): Point => ({
  x: view.x + (x - pane.width / 2) / view.scale,
  y: view.y + (y - pane.height / 2) / view.scale,
});

/** Zoomed to a scale so that what is at a place of the pane stays there. */
export function zoomTo(view: View, scale: number, pane: Size, at: Point): View {
  const { x, y } = toFrame(view, pane, at);
  const ratio = view.scale / scale;
  return { scale, x: x + (view.x - x) * ratio, y: y + (view.y - y) * ratio };
}

/** The picture moved by CSS pixels. */
export const panBy = (view: View, { x, y }: Point): View => ({
  ...view,
  x: view.x - x / view.scale,
  y: view.y - y / view.scale,
});

/** A view from which the frame can be found again: not too far, not too near, with part of the frame in the middle. */
export function keptInside(view: View, frame: Size, pane: Size): View {
  const least = Math.min(fitView(frame, pane).scale / 2, 1);
  return {
    scale: clamp(view.scale, least, MOST_ZOOM),
    x: clamp(view.x, 0, frame.width),
    y: clamp(view.y, 0, frame.height),
  };
}

export const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** The view that all panes share. Until somebody zooms or pans, it keeps the whole frame in sight. */
export function useView(frame: Readonly<Ref<Size>>, pane: Readonly<Ref<Size>>) {
  const own = ref<View | null>(null);
  const view = computed(() => own.value ?? fitView(frame.value, pane.value));
  const centre = (): Point => ({ x: pane.value.width / 2, y: pane.value.height / 2 });
  const keep = (next: View) => {
    own.value = keptInside(next, frame.value, pane.value);
  };

  // Another pair's frame: the same zoom at the same part of it.
  watch(frame, (next, before) => {
    if (!own.value || (next.width === before.width && next.height === before.height)) return;
    const { scale, x, y } = own.value;
    keep({ scale, x: (x / before.width) * next.width, y: (y / before.height) * next.height });
  });

  return {
    view,
    isFitted: computed(() => own.value === null),
    fit: () => {
      own.value = null;
    },
    /** One pixel of the frame on one of the screen. */
    actualSize: () => keep({ ...zoomTo(view.value, 1 / window.devicePixelRatio, pane.value, centre()) }),
    zoomBy: (factor: number, at: Point = centre()) => {
      const least = keptInside({ ...view.value, scale: 0 }, frame.value, pane.value).scale;
      keep(zoomTo(view.value, clamp(view.value.scale * factor, least, MOST_ZOOM), pane.value, at));
    },
    panBy: (by: Point) => keep(panBy(view.value, by)),
  };
}
