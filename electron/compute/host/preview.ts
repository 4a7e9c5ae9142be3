import { encodePng } from '../../../models/image/encode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { asCaptured } from '../../../models/image/upright.ts';
import { inventionOf, type InventionMap } from '../../../models/restoration/invention.ts';
import { inventionOverlay } from '../../../models/restoration/invention-overlay.ts';
import type { PreviewResult, ComputeArgument } from '../../contract/compute.ts';
import { qualities } from './compare.ts';
import { nameOf, readImage } from './picture-files.ts';
import { cropOf, restoreOrLeave, type Result } from './restore-or-leave.ts';
import { superResolutionOf, type Session } from './session.ts';

/** Pixels up to which LR is shown as it came; a larger one is shrunk, for it only has to be looked at. */
const MOST_SHOWN = 4 * 2 ** 20;

/**
 * Restores one picture and reports everything there is to report of it; pictures lie as it was captured. Throws the Problems of reading and of the network.
 */
export async function preview(session: Session, { lr, hr }: ComputeArgument<'preview'>): Promise<PreviewResult> {
  const {
    raster: source,
    facts: { direction },
  } = await readImage(lr);
  const truth = hr === null ? undefined : (await readImage(hr)).raster;
  const prepared = cropOf(session, source, nameOf(lr));
  const { crop } = prepared;
  const [result] = (await restoreOrLeave(session, [prepared])) as [Result];
  const restored = result.raster;
  const { width, height } = restored;
  const bicubic = resizeBicubic(crop, width, height);
  const highResolution = truth && resizeBicubic(truth, width, height);
  const map = await mapOf(session, crop, result);
  const [lrReadings, bicubicReadings, restoredReadings, hrReadings] = await readEach(session, [
    source,
    bicubic,
    restored,
    ...(truth ? [truth] : []),
  ]);
  const png = (picture: Raster) => encodePng(asCaptured(picture, direction));
  const input = asCaptured(shown(source), direction);
  const output = asCaptured(restored, direction);
  return {
    input: { width: input.width, height: input.height },
    lowResolution: { width: crop.width, height: crop.height },
    output: { width: output.width, height: output.height },
    pictures: {
      lr: await encodePng(input),
      bicubic: await png(bicubic),
      restored: await encodePng(output),
      hr: highResolution ? await png(highResolution) : null,
      invention: await inventionOverlay(map, direction),
    },
    readings: {
      lr: lrReadings ?? [],
      bicubic: bicubicReadings ?? [],
      restored: restoredReadings ?? [],
      hr: hrReadings ?? null,
    },
    metrics: highResolution ? qualities(session, { bicubic, hr: highResolution }, result) : null,
    invention: { inconsistency: map.inconsistency, variance: map.variance },
  };
}

/** What was invented; nothing where nothing was restored. */
async function mapOf(session: Session, crop: Raster, { raster, restoration }: Result): Promise<InventionMap> {
  const { network, restoring } = superResolutionOf(session);
  if (restoration) return inventionOf(network, restoring, crop, restoration);
  const { width, height } = raster;
  return { width, height, map: new Float32Array(width * height), inconsistency: 0, variance: 0 };
}

function shown(raster: Raster): Raster {
  const shrink = Math.sqrt(MOST_SHOWN / (raster.width * raster.height));
  if (shrink >= 1) return raster;
  const side = (length: number) => Math.max(1, Math.floor(length * shrink));
  return resizeBicubic(raster, side(raster.width), side(raster.height));
}

/** What every reader makes of every picture: one list per picture. */
async function readEach(session: Session, pictures: readonly Raster[]): Promise<PreviewResult['readings']['lr'][]> {
  const lists: PreviewResult['readings']['lr'][] = pictures.map(() => []);
  for (const reader of session.readers) {
    (await reader.read(pictures)).forEach((reading, i) => lists[i]?.push({ reader: reader.id, reading }));
  }
  return lists;
}
