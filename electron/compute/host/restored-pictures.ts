import type { Raster } from '../../../models/image/raster.ts';
import { cropOf, restoreOrLeave, type Restoring } from './restore-or-leave.ts';

/** A picture, and whether it is restored before it is used; `name` is what messages call it. */
export interface Restorable {
  raster: Raster;
  restored: boolean;
  name: string;
}

/** The pictures as they came or as the session's TSRN restores them. Throws `weights-missing` where it has none. */
export async function restoredWhereWanted(session: Restoring, pictures: readonly Restorable[]): Promise<Raster[]> {
  const wanted = pictures.filter(({ restored }) => restored);
  if (wanted.length === 0) return pictures.map(({ raster }) => raster);
  const crops = wanted.map(({ raster, name }) => cropOf(session, raster, name));
  const results = await restoreOrLeave(session, crops);
  const byPicture = new Map(wanted.map((picture, i) => [picture, results[i]?.raster]));
  return pictures.map((picture) => byPicture.get(picture) ?? picture.raster);
}
