import { encodePng } from '../../../models/image/encode.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { tsrnInput } from '../../../models/image/tensors.ts';
import { imageQuality } from '../../../models/metrics/image-quality.ts';
import type { TensorData } from '../../../models/base/tensor.ts';
import type { Compared, ComputeArgument, Illustration, Outcome, Picture } from '../../contract/compute.ts';
import { nameOf, outcomes, readImage, succeeded } from './picture-files.ts';
import { cropOf, restoreOrLeave, type Crop, type Result } from './restore-or-leave.ts';
import { superResolutionOf, type Session } from './session.ts';

interface PreparedPair extends Crop {
  bicubic: Raster;
  hr: Raster;
}

/** Restores the LR side of pairs and measures it, and plain bicubic enlargement, against the HR side. */
export async function compareBatch(session: Session, pairs: ComputeArgument<'compare'>): Promise<Outcome<Compared>[]> {
  const prepared = await outcomes(
    pairs,
    ({ lr }) => nameOf(lr),
    (pair) => preparePair(session, pair),
  );
  const ready = succeeded(prepared);
  const results = await restoreOrLeave(session, ready);
  const readings = await readThrice(session, ready, results);
  const values = new Map(
    ready.map((pair, i) => [pair, compared(session, pair, results[i] as Result, readings[i] ?? [])]),
  );
  return prepared.map((outcome) => (outcome.ok ? { ok: true, value: values.get(outcome.value) as Compared } : outcome));
}

/** The pictures of one pair, for a report. */
export async function illustrate(session: Session, pair: { lr: Picture; hr: Picture }): Promise<Illustration> {
  const prepared = await preparePair(session, pair);
  const [{ raster }] = (await restoreOrLeave(session, [prepared])) as [Result];
  return {
    lr: await encodePng(prepared.crop),
    bicubic: await encodePng(prepared.bicubic),
    restored: await encodePng(raster),
    hr: await encodePng(prepared.hr),
  };
}

/** All at the size of the restoration, which for a crop that is left as it is is its own. */
async function preparePair(session: Session, { lr, hr }: { lr: Picture; hr: Picture }): Promise<PreparedPair> {
  const { scale } = superResolutionOf(session);
  const [low, high] = [await readImage(lr), await readImage(hr)];
  const { crop, left } = cropOf(session, low.raster, nameOf(lr));
  const [width, height] = [crop.width, crop.height].map((side) => (left ? side : side * scale)) as [number, number];
  return { crop, left, bicubic: resizeBicubic(crop, width, height), hr: resizeBicubic(high.raster, width, height) };
}

function compared(session: Session, pair: PreparedPair, result: Result, readings: Compared['readings']): Compared {
  const { width, height } = pair.crop;
  return { lowResolution: { width, height }, ...qualities(session, pair, result), readings };
}

/** How near bicubic enlargement and restoration come to HR; pictures of one size. */
export function qualities(
  session: Session,
  { bicubic, hr }: { bicubic: Raster; hr: Raster },
  { raster, restoration }: Result,
): Pick<Compared, 'bicubic' | 'restored'> {
  const truth = asPlanes(hr);
  const { mode } = session.options;
  const restored = mode === 'compatible' && restoration ? colourPlanes(restoration.planes) : asPlanes(raster);
  return {
    bicubic: imageQuality(asPlanes(bicubic), truth, mode),
    restored: imageQuality(restored, truth, mode),
  };
}

const asPlanes = (raster: Raster): TensorData => tsrnInput([raster], false);

/** The R, G and B planes of network output (planes, H, W), as (1, 3, H, W). */
function colourPlanes({ shape, data }: TensorData): TensorData {
  const [, height = 0, width = 0] = shape;
  return { shape: [1, 3, height, width], data: data.subarray(0, 3 * height * width) };
}

async function readThrice(
  session: Session,
  pairs: readonly PreparedPair[],
  results: readonly Result[],
): Promise<Compared['readings'][]> {
  const lists: Compared['readings'][] = pairs.map(() => []);
  const pictures = [
    ...pairs.map(({ bicubic }) => bicubic),
    ...results.map(({ raster }) => raster),
    ...pairs.map(({ hr }) => hr),
  ];
  for (const reader of session.readers) {
    const read = await reader.read(pictures);
    lists.forEach((list, i) => {
      const [bicubic, restored, highResolution] = [0, 1, 2].map((k) => read[i + k * pairs.length]);
      if (bicubic && restored && highResolution) list.push({ reader: reader.id, bicubic, restored, highResolution });
    });
  }
  return lists;
}
