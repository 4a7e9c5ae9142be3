import type { LoadedNetwork } from '../engines/engine.ts';
import { runSoundly } from '../engines/finite-output.ts';
import type { Raster } from '../image/raster.ts';
import type { SuperResolutionNetwork } from '../networks/network.ts';
import type { TensorData } from '../base/tensor.ts';

/** LR pixels that go through the network together, to bound its memory; a single larger crop goes alone. */
const PIXELS_PER_BATCH = 16 * 1024;

export interface Restoration {
  /** 8-bit result, clamped to 0..255; in `correct` mode in the colour of its input. */
  raster: Raster;
  /** The network's unclamped planes (planes, scale·H, scale·W), which the published PSNR is measured on. */
  planes: TensorData;
}

export interface RestoringOptions {
  /** Pictures of one size as the network's input. */
  toInput: (rasters: readonly Raster[]) => TensorData;
  toPictures: SuperResolutionNetwork<unknown, unknown>['toPictures'];
  /** `correct` gives results the colour of their input (`inToneOf`), `compatible` leaves them as the network made them. */
  mode: 'correct' | 'compatible';
}

/** Enlarges LR crops with a super-resolution network, batching those of equal size. Results keep the order of the input. */
export async function restoreCrops(
  network: LoadedNetwork,
  { toInput, toPictures, mode }: RestoringOptions,
  crops: readonly Raster[],
): Promise<Restoration[]> {
  const restored = new Array<Restoration>(crops.length);
  for (const batch of batchesOfEqualSize(crops)) {
    const output = await runSoundly(network, toInput(batch.map(({ crop }) => crop)));
    const rasters = toPictures(output);
    const shape = output.shape.slice(1);
    const size = output.data.length / batch.length;
    batch.forEach(({ crop, index }, i) => {
      const planes = { shape, data: output.data.subarray(i * size, (i + 1) * size) };
      const raster = rasters[i] as Raster;
      restored[index] = { raster: mode === 'correct' ? inToneOf(crop, raster) : raster, planes };
    });
  }
  return restored;
}

function* batchesOfEqualSize(crops: readonly Raster[]): Generator<{ crop: Raster; index: number }[]> {
  const groups = Map.groupBy(
    crops.map((crop, index) => ({ crop, index })),
    ({ crop }) => `${crop.width}×${crop.height}`,
  );
  for (const group of groups.values()) {
    const { width, height } = (group[0] as { crop: Raster }).crop;
    const size = Math.max(1, Math.floor(PIXELS_PER_BATCH / (width * height)));
    for (let start = 0; start < group.length; start += size) yield group.slice(start, start + size);
  }
}

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
