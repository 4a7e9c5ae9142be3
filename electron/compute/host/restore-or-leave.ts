import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { isLeftAsItIs, lowResolutionSize, requireRoomForText } from '../../../models/restoration/low-resolution.ts';
import { restoreCrops, type Restoration } from '../../../models/restoration/restorer.ts';
import type { OpenOptions } from '../../contract/compute.ts';
import { superResolutionOf } from './session.ts';

/** What restores crops, and how. */
export type Restoring = Parameters<typeof superResolutionOf>[0] & { options: Pick<OpenOptions, 'mode' | 'height'> };

/** A crop as the network is to see it, or at its own size where it is `left` as it is. */
export interface Crop {
  crop: Raster;
  left: boolean;
}

export interface Result {
  /** The restoration, or the crop itself. */
  raster: Raster;
  /** Where the network was asked. */
  restoration: Restoration | undefined;
}

/** Throws `image-too-small` and `image-too-wide`; `name` is how messages call the picture. */
export function cropOf({ options: { mode, height } }: Restoring, raster: Raster, name: string): Crop {
  if (isLeftAsItIs(raster, mode, height)) {
    requireRoomForText(raster, name);
    return { crop: raster, left: true };
  }
  const size = lowResolutionSize(raster, mode, height, name);
  return { crop: resizeBicubic(raster, size.width, size.height), left: false };
}

/** Restores the crops that are not left as they are. Results keep the order. Throws what the network throws. */
export async function restoreOrLeave(session: Restoring, crops: readonly Crop[]): Promise<Result[]> {
  const { network, restoring } = superResolutionOf(session);
  const small = crops.filter(({ left }) => !left);
  const restorations = await restoreCrops(
    network,
    restoring,
    small.map(({ crop }) => crop),
  );
  const byCrop = new Map(small.map((one, i) => [one, restorations[i]]));
  return crops.map((one) => {
    const restoration = byCrop.get(one);
    return { raster: restoration?.raster ?? one.crop, restoration };
  });
}
