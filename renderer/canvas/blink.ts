import { useIntervalFn, usePreferredReducedMotion } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import type { CanvasSettings } from './canvas-settings.ts';

/** Changes a second. At most 5, since more than three flashes (of two changes each) a second can harm people. */
export const BLINK_RATES: readonly number[] = [1, 2, 3, 5];

/** Milliseconds that each picture stays; `undefined` where the person wants no motion, and changes by hand. */
export const blinkInterval = (rate: number, reducedMotion: boolean): number | undefined =>
  reducedMotion ? undefined : 1000 / Math.min(Math.max(rate, 0.2), 5);

/** Whose turn it is while blinking. By hand alone where the person prefers no motion. */
export function useBlink(settings: () => CanvasSettings) {
  const secondsTurn = ref(false);
  const motion = usePreferredReducedMotion();
  const reduced = computed(() => motion.value === 'reduce');
  const interval = computed(() => blinkInterval(settings().rate, reduced.value));
  const swap = () => {
    secondsTurn.value = !secondsTurn.value;
  };
  const timer = useIntervalFn(swap, () => interval.value ?? 1000, { immediate: false });
  watch(
    () => settings().mode === 'blink' && interval.value !== undefined,
    (runs) => (runs ? timer.resume() : timer.pause()),
    { immediate: true },
  );
  return { secondsTurn, reduced, swap };
}
