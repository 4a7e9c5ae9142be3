import { withPngText } from '../../../models/image/png-text.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { resizeBicubic } from '../../../models/image/resize.ts';
import { asCaptured } from '../../../models/image/upright.ts';
import { lowResolutionSize } from '../../../models/restoration/low-resolution.ts';
import { inventionOf, type InventionMap } from '../../../models/restoration/invention.ts';
import { inventionOverlay } from '../../../models/restoration/invention-overlay.ts';
import { restoreCrops, type Restoration } from '../../../models/restoration/restorer.ts';
import type { ComputeArgument, OpenOptions, Outcome, Restored } from '../../contract/compute.ts';
import type { Direction } from '../../contract/label.ts';
import { nameOf, outcomes, readImage, succeeded, writePng, writeWhole, type SourceImage } from './picture-files.ts';
import { superResolutionOf, type Session } from './session.ts';
import { Stopwatch } from './stopwatch.ts';

interface Prepared {
  source: SourceImage;
  crop: Raster;
  output: string;
  invention: string | undefined;
}

/** Decodes, restores, reads and writes a batch of files. Each file fails or succeeds on its own. */
export async function restoreBatch(session: Session, items: ComputeArgument<'restore'>): Promise<Outcome<Restored>[]> {
  const { network, restoring, weights } = superResolutionOf(session);
  const watch = new Stopwatch(items.length);

  const prepared = await watch.time('decode', () =>
    outcomes(
      items,
      ({ input }) => nameOf(input),
      async ({ input, output, invention }): Promise<Prepared> => {
        const source = await readImage(input);
        return { source, crop: toNetworkSize(session, source.raster, nameOf(input)), output, invention };
      },
    ),
  );
  const ready = succeeded(prepared);
  const restorations = await watch.time('superResolution', () =>
    restoreCrops(
      network,
      restoring,
      ready.map(({ crop }) => crop),
    ),
  );
  const readings = await watch.time('reading', () => readBoth(session, ready, restorations));
  const inventions = ready.some(({ invention }) => invention !== undefined)
    ? await watch.time('invention', () => mapInventions(session, ready, restorations))
    : [];
  const texts = {
    Software: session.options.software,
    Description: `Enhanced reading aid made with TSRN weights ${weights.sha256}. Not an original.`,
  };

  const index = new Map(ready.map((item, i) => [item, i]));
  const written = await watch.time('encode', () =>
    Promise.all(
      prepared.map(async (outcome): Promise<Outcome<Omit<Restored, 'milliseconds'>>> => {
        if (!outcome.ok) return outcome;
        const i = index.get(outcome.value) as number;
        const [result] = await outcomes(
          [outcome.value],
          ({ output }) => output,
          async ({ source, crop, output, invention }) => {
            const { direction } = source.facts;
            const raster = asCaptured((restorations[i] as Restoration).raster, direction);
            const map = inventions[i];
            return {
              input: source.facts,
              lowResolution: { width: crop.width, height: crop.height },
              output: { width: raster.width, height: raster.height, sha256: await writePng(output, raster, texts) },
              ...(map &&
                invention !== undefined && { invention: await writeInvention(invention, map, { direction, texts }) }),
              readings: readings[i] as Restored['readings'],
            };
          },
        );
        return result as Outcome<Omit<Restored, 'milliseconds'>>;
      }),
    ),
  );
  const milliseconds = watch.milliseconds as Restored['milliseconds'];
  return written.map((outcome) => (outcome.ok ? { ok: true, value: { ...outcome.value, milliseconds } } : outcome));
}

/** Maps for the items that want one, one at a time: each holds as many planes as a batch. */
async function mapInventions(
  session: Session,
  prepared: readonly Prepared[],
  restorations: readonly Restoration[],
): Promise<(InventionMap | undefined)[]> {
  const { network, restoring } = superResolutionOf(session);
  const maps: (InventionMap | undefined)[] = [];
  for (const [i, { crop, invention }] of prepared.entries()) {
    const restoration = restorations[i] as Restoration;
    maps.push(invention === undefined ? undefined : await inventionOf(network, restoring, crop, restoration));
  }
  return maps;
}

async function writeInvention(
  path: string,
  map: InventionMap,
  { direction, texts }: { direction: Direction | undefined; texts: { Software: string } },
) {
  const { Software } = texts;
  const Description = 'Where a restoration was invented, as far as that can be measured. To be laid over it.';
  const bytes = withPngText(await inventionOverlay(map, direction), { Software, Description });
  return { inconsistency: map.inconsistency, variance: map.variance, sha256: await writeWhole(path, bytes) };
}

/** The crop as TSRN will see it in the session's mode. */
export function toNetworkSize(
  { options: { mode, height } }: { options: Pick<OpenOptions, 'mode' | 'height'> },
  raster: Raster,
  name: string,
): Raster {
  const size = lowResolutionSize(raster, mode, height, name);
  return resizeBicubic(raster, size.width, size.height);
}

/** What each reader makes of the picture as it came and of its restoration. */
async function readBoth(
  session: Session,
  prepared: readonly Prepared[],
  restorations: readonly Restoration[],
): Promise<Restored['readings'][]> {
  const readings: Restored['readings'][] = prepared.map(() => []);
  const pictures = [...prepared.map(({ source }) => source.raster), ...restorations.map(({ raster }) => raster)];
  for (const reader of session.readers) {
    const read = await reader.read(pictures);
    readings.forEach((list, i) => {
      const [input, output] = [read[i], read[i + prepared.length]];
      if (input && output) list.push({ reader: reader.id, input, output });
    });
  }
  return readings;
}
