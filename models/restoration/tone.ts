import type { Raster } from '../image/raster.ts';

/** RGB. */
const CHANNELS = 3;

/**
 * The restoration in the colour of its input: each channel is shifted so that its mean is that of the crop. The network has
 * learnt from photographs whose LR is exposed otherwise than their HR, so it guesses an exposure; of an original's colour it
 * knows nothing. A shift alone keeps the contrast that it restored. Values that would leave 0..255 are clamped.
 */
export function inToneOf(crop: Raster, restored: Raster): Raster {
  const shift = Array.from({ length: CHANNELS }, (_, channel) => meanOf(crop, channel) - meanOf(restored, channel));
  // Assigning to a clamped array rounds and clamps.
  const data = new Uint8ClampedArray(restored.data.length);
  restored.data.forEach((value, i) => (data[i] = value + (shift[i % CHANNELS] as number)));
  return { ...restored, data: new Uint8Array(data.buffer) };
}

function meanOf({ data }: Raster, channel: number): number {
  let sum = 0;
  for (let i = channel; i < data.length; i += CHANNELS) sum += data[i] as number;
  return (sum * CHANNELS) / data.length;
}
