import { computed, ref, watch, type Ref } from 'vue';
import type { Point, Size } from './picture.ts';
import { clamp, fitView, keptInside, MOST_ZOOM, panBy, type View, zoomTo } from './view.ts';

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
