import { encodePng } from '../../../models/image/encode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { asCaptured } from '../../../models/image/upright.ts';
import { inventionOf } from '../../../models/restoration/invention.ts';
import { inventionOverlay } from '../../../models/restoration/invention-overlay.ts';
import { restoreCrops, type Restoration } from '../../../models/restoration/restorer.ts';
import type { PreviewResult, ComputeArgument } from '../../contract/compute.ts';
import { qualities } from './compare.ts';
import { nameOf, readImage } from './picture-files.ts';
import { toNetworkSize } from './restore.ts';
import { superResolutionOf, type Session } from './session.ts';

/** Pixels up to which LR is shown as it came; a larger one is shrunk, for it only has to be looked at. */
const MOST_SHOWN = 4 * 2 ** 20;

/**
 * Restores one picture and reports everything there is to report of it; pictures lie as it was captured. Throws the Problems of reading and of the network.
 */
export async function preview(session: Session, { lr, hr }: ComputeArgument<'preview'>): Promise<PreviewResult> {
  const { network, restoring } = superResolutionOf(session);
  const {
    raster: source,
    facts: { direction },
  } = await readImage(lr);
  const truth = hr === null ? undefined : (await readImage(hr)).raster;
  const crop = toNetworkSize(session, source, nameOf(lr));
  const [restoration] = (await restoreCrops(network, restoring, [crop])) as [Restoration];
  const { width, height } = restoration.raster;
  const bicubic = resizeBicubic(crop, width, height);
  const highResolution = truth && resizeBicubic(truth, width, height);
  const map = await inventionOf(network, restoring, crop, restoration);
  const [lrReadings, bicubicReadings, restoredReadings, hrReadings] = await readEach(session, [
    source,
    bicubic,
    restoration.raster,
    ...(truth ? [truth] : []),
  ]);
  const png = (picture: Raster) => encodePng(asCaptured(picture, direction));
  const input = asCaptured(shown(source), direction);
  const output = asCaptured(restoration.raster, direction);
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
    metrics: highResolution ? qualities(session, { bicubic, hr: highResolution }, restoration) : null,
    invention: { inconsistency: map.inconsistency, variance: map.variance },
  };
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
