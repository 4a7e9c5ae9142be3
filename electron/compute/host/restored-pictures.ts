import type { Raster } from '../../../models/image/raster.ts';
import { restoreCrops } from '../../../models/restoration/restorer.ts';
import { toNetworkSize } from './restore.ts';
import { superResolutionOf } from './session.ts';

/** A picture, and whether it is restored before it is used; `name` is what messages call it. */
export interface Restorable {
  raster: Raster;
  restored: boolean;
  name: string;
}

/** What restores them, and how. */
export type Restoring = Parameters<typeof superResolutionOf>[0] & Parameters<typeof toNetworkSize>[0];

/** The pictures as they came or as the session's TSRN restores them. Throws `weights-missing` where it has none. */
export async function restoredWhereWanted(session: Restoring, pictures: readonly Restorable[]): Promise<Raster[]> {
  const wanted = pictures.filter(({ restored }) => restored);
  if (wanted.length === 0) return pictures.map(({ raster }) => raster);
  const { network, restoring } = superResolutionOf(session);
  const crops = wanted.map(({ raster, name }) => toNetworkSize(session, raster, name));
  const restorations = await restoreCrops(network, restoring, crops);
  const byPicture = new Map(wanted.map((picture, i) => [picture, restorations[i]?.raster]));
  return pictures.map((picture) => byPicture.get(picture) ?? picture.raster);
}
