import { setImmediate } from 'node:timers/promises';
import type { Samples } from './native-decoder.ts';

/** Pixels between two breaths of the event loop: a few milliseconds of work. */
const PIXELS_PER_BAND = 1 << 19;

/**
 * 8-bit RGB from any samples: grey repeated, transparency laid over white as on paper, 16 bits rounded to the nearest of
 * 8 (value / 257). `premultiplied` colours already carry their alpha. Large pictures are done in bands, between which
 * the event loop runs.
 */
export async function flatten(
  samples: Samples,
  premultiplied: boolean,
): Promise<{ data: Uint8Array; hadAlpha: boolean }> {
  const { channels, data } = samples;
  if (channels === 3 && data instanceof Uint8Array) return { data, hadAlpha: false };
  const rgb = new Uint8Array(3 * samples.width * samples.height);
  const convert = channels === 2 || channels === 4 ? blendBand : copyBand;
  let hadAlpha = false;
  await inBands(samples.width * samples.height, (from, to) => {
    if (convert(samples, premultiplied, rgb, from, to)) hadAlpha = true;
  });
  return { data: rgb, hadAlpha };
}

/** Calls `work` for consecutive ranges of 0..count and lets the event loop run between them. */
export async function inBands(count: number, work: (from: number, to: number) => void): Promise<void> {
  for (let from = 0; from < count; from += PIXELS_PER_BAND) {
    if (from > 0) await setImmediate();
    work(from, Math.min(count, from + PIXELS_PER_BAND));
  }
}

/** Opaque pixels `from`..`to`. */
function copyBand({ channels, data }: Samples, _: boolean, rgb: Uint8Array, from: number, to: number): boolean {
  const wide = data instanceof Uint16Array;
  const step = channels === 1 ? 0 : 1;
  for (let i = from; i < to; i++) {
    const at = i * channels;
    for (let c = 0; c < 3; c++) {
      const value = data[at + c * step] as number;
      rgb[3 * i + c] = wide ? Math.round(value / 257) : value;
    }
  }
  return false;
}

/** Pixels `from`..`to` over white; true where one of them let it shine through. */
function blendBand(
  { channels, data }: Samples,
  premultiplied: boolean,
  rgb: Uint8Array,
  from: number,
  to: number,
): boolean {
  const white = data instanceof Uint16Array ? 65535 : 255;
  const step = channels === 2 ? 0 : 1;
  let transparent = false;
  for (let i = from; i < to; i++) {
    const at = i * channels;
    const alpha = data[at + channels - 1] as number;
    if (alpha !== white) transparent = true;
    for (let c = 0; c < 3; c++) {
      const value = data[at + c * step] as number;
      const colour = premultiplied ? value : (value * alpha) / white;
      rgb[3 * i + c] = Math.round((Math.min(white, colour + white - alpha) * 255) / white);
    }
  }
  return transparent;
}
