import { setImmediate } from 'node:timers/promises';
import type { Samples } from './native-decoder.ts';

/** Pixels between two breaths of the event loop: a few milliseconds of work. */
const PIXELS_PER_BAND = 1 << 19;

/**
 * 8-bit RGB from any samples: grey repeated, transparency laid over white as on paper, or over black where that would leave
 * the picture all but blank, 16 bits rounded to the nearest of 8 (value / 257). `premultiplied` colours already carry their alpha. Large pictures are done in bands, between which
 * the event loop runs.
 */
export async function flatten(samples: Samples, premultiplied: boolean): Promise<Flattened> {
  const { channels, data } = samples;
  if (channels === 3 && data instanceof Uint8Array) return { data, hadAlpha: false, ground: 'white' };
  const count = samples.width * samples.height;
  const rgb = new Uint8Array(3 * count);
  if (channels === 1 || channels === 3) {
    await inBands(count, (from, to) => copyBand(samples, rgb, from, to));
    return { data: rgb, hadAlpha: false, ground: 'white' };
  }
  const seen: Seen = { transparent: false, white: [0, 0], black: [0, 0] };
  await inBands(count, (from, to) => look(samples, premultiplied, seen, from, to));
  const ground = seen.transparent && isBlankOnWhite(seen, count) ? 'black' : 'white';
  await inBands(count, (from, to) => blendBand(samples, premultiplied, ground, rgb, from, to));
  return { data: rgb, hadAlpha: seen.transparent, ground };
}

interface Flattened {
  data: Uint8Array;
  hadAlpha: boolean;
  ground: 'white' | 'black';
}

/** Sums of brightness (0..1) and of its square, of the picture on white and on black. */
interface Seen {
  transparent: boolean;
  white: [number, number];
  black: [number, number];
}

/** Standard deviation of brightness, of 0..1, below which nobody makes out a text. */
const BLANK = 16 / 255;

/** All but blank on white, and far from it on black: light text on transparency. */
function isBlankOnWhite({ white, black }: Seen, count: number): boolean {
  const deviation = ([sum, squares]: [number, number]) => Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return deviation(white) < BLANK && deviation(black) > 2 * deviation(white);
}

function look({ channels, data }: Samples, premultiplied: boolean, seen: Seen, from: number, to: number): void {
  const full = data instanceof Uint16Array ? 65535 : 255;
  const [green, blue] = channels === 2 ? [0, 0] : [1, 2];
  for (let i = from; i < to; i++) {
    const at = i * channels;
    const alpha = data[at + channels - 1] as number;
    if (alpha !== full) seen.transparent = true;
    const value =
      0.299 * (data[at] as number) + 0.587 * (data[at + green] as number) + 0.114 * (data[at + blue] as number);
    const onBlack = (premultiplied ? value : (value * alpha) / full) / full;
    const onWhite = onBlack + 1 - alpha / full;
    seen.black[0] += onBlack;
    seen.black[1] += onBlack * onBlack;
    seen.white[0] += onWhite;
    seen.white[1] += onWhite * onWhite;
  }
}

/** Calls `work` for consecutive ranges of 0..count and lets the event loop run between them. */
export async function inBands(count: number, work: (from: number, to: number) => void): Promise<void> {
  for (let from = 0; from < count; from += PIXELS_PER_BAND) {
    if (from > 0) await setImmediate();
    work(from, Math.min(count, from + PIXELS_PER_BAND));
  }
}

/** Opaque pixels `from`..`to`. */
function copyBand({ channels, data }: Samples, rgb: Uint8Array, from: number, to: number): void {
  const wide = data instanceof Uint16Array;
  const step = channels === 1 ? 0 : 1;
  for (let i = from; i < to; i++) {
    const at = i * channels;
    for (let c = 0; c < 3; c++) {
      const value = data[at + c * step] as number;
      rgb[3 * i + c] = wide ? Math.round(value / 257) : value;
    }
  }
}

/** Pixels `from`..`to` over white or black. */
function blendBand(
  { channels, data }: Samples,
  premultiplied: boolean,
  ground: Flattened['ground'],
  rgb: Uint8Array,
  from: number,
  to: number,
): void {
  const full = data instanceof Uint16Array ? 65535 : 255;
  const step = channels === 2 ? 0 : 1;
  for (let i = from; i < to; i++) {
    const at = i * channels;
    const alpha = data[at + channels - 1] as number;
    const behind = ground === 'white' ? full - alpha : 0;
    for (let c = 0; c < 3; c++) {
      const value = data[at + c * step] as number;
      const colour = premultiplied ? value : (value * alpha) / full;
      rgb[3 * i + c] = Math.round((Math.min(full, colour + behind) * 255) / full);
    }
  }
}
