import { useEventListener } from '@vueuse/core';
import type { Ref } from 'vue';
import type { Point } from './picture.ts';

interface Gestures {
  /** By CSS pixels. */
  pan(by: Point): void;
  /** Around a place of the area. */
  zoom(factor: number, at: Point): void;
  hover(at: Point | null): void;
}

const WHEEL_ZOOM = 0.0016;

/** Drag to pan, wheel or two fingers to zoom; places are from the area's top left corner, in CSS pixels. */
export function useGestures(area: Readonly<Ref<HTMLElement | null>>, gestures: Gestures): void {
  const down = new Map<number, Point>();

  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = (area.value as HTMLElement).getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const release = ({ pointerId }: PointerEvent) => down.delete(pointerId);

  useEventListener(area, 'pointerdown', (event: PointerEvent) => {
    if (event.button > 1) return;
    // The middle button would start the browser's own scrolling.
    if (event.button === 1) event.preventDefault();
    down.set(event.pointerId, placeOf(event));
    area.value?.setPointerCapture(event.pointerId);
  });
  useEventListener(area, 'pointermove', (event: PointerEvent) => {
    const place = placeOf(event);
    gestures.hover(place);
    const before = down.get(event.pointerId);
    if (!before) return;
    const other = [...down].find(([pointer]) => pointer !== event.pointerId)?.[1];
    if (other) gestures.zoom(apart(place, other) / Math.max(1, apart(before, other)), middle(place, other));
    else gestures.pan({ x: place.x - before.x, y: place.y - before.y });
    down.set(event.pointerId, place);
  });
  useEventListener(area, 'pointerup', release);
  useEventListener(area, 'pointercancel', release);
  useEventListener(area, 'pointerleave', () => gestures.hover(null));
  useEventListener(
    area,
    'wheel',
    (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
      // Pinching on a touchpad arrives as a fine wheel with Ctrl.
      gestures.zoom(Math.exp(-pixels * WHEEL_ZOOM * (event.ctrlKey ? 6 : 1)), placeOf(event));
    },
    { passive: false },
  );
}

const apart = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
const middle = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
