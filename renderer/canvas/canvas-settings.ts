import { reactive } from 'vue';

export const CANVAS_MODES = ['side', 'blink', 'wipe', 'difference'] as const;
export type CanvasMode = (typeof CANVAS_MODES)[number];

/** How pictures are shown; stays from one pair to the next. */
export interface CanvasSettings {
  mode: CanvasMode;
  /** The two pictures that blink, wipe and difference are of, by key. */
  first: string;
  second: string;
  /** Keys of pictures that side by side leaves out. */
  hidden: string[];
  smooth: boolean;
  grid: boolean;
  /** Whether crops are turned upright. */
  upright: boolean;
  /** Changes a second. */
  rate: number;
  /** What differences are multiplied by. */
  gain: number;
  /** Share of the width that the wipe leaves to the first picture. */
  wipe: number;
}

export const newCanvasSettings = (changes: Partial<CanvasSettings> = {}): CanvasSettings =>
  reactive({
    mode: 'side',
    first: 'lr',
    second: 'hr',
    hidden: [],
    smooth: false,
    grid: true,
    upright: true,
    rate: 2,
    gain: 4,
    wipe: 0.5,
    ...changes,
  });
