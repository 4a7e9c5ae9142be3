/** Changes a second. At most 5, since more than three flashes (of two changes each) a second can harm people. */
export const BLINK_RATES: readonly number[] = [1, 2, 3, 5];

/** Milliseconds that each picture stays; `undefined` where the person wants no motion, and changes by hand. */
export const blinkInterval = (rate: number, reducedMotion: boolean): number | undefined =>
  reducedMotion ? undefined : 1000 / Math.min(Math.max(rate, 0.2), 5);
