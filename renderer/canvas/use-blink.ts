import { useIntervalFn, usePreferredReducedMotion } from '@vueuse/core';
import { computed, ref, watch } from 'vue';
import { blinkInterval } from './blink.ts';
import type { CanvasSettings } from './canvas-settings.ts';

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
