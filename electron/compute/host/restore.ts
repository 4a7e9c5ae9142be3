import { withPngText } from '../../../models/image/png-text.ts';
import { asCaptured } from '../../../models/image/upright.ts';
import { inventionOf, type InventionMap } from '../../../models/restoration/invention.ts';
import { inventionOverlay } from '../../../models/restoration/invention-overlay.ts';
import type { ComputeArgument, Outcome, Restored } from '../../contract/compute.ts';
import type { Direction } from '../../contract/label.ts';
import { nameOf, outcomes, readImage, succeeded, writePng, writeWhole, type SourceImage } from './picture-files.ts';
import { cropOf, restoreOrLeave, type Crop, type Result } from './restore-or-leave.ts';
import { superResolutionOf, type Session } from './session.ts';
import { Stopwatch } from './stopwatch.ts';

interface Prepared extends Crop {
  source: SourceImage;
  output: string;
  invention: string | undefined;
}

/** Decodes, restores, reads and writes a batch of files. Each file fails or succeeds on its own. */
export async function restoreBatch(session: Session, items: ComputeArgument<'restore'>): Promise<Outcome<Restored>[]> {
  const { weights } = superResolutionOf(session);
  const watch = new Stopwatch(items.length);

  const prepared = await watch.time('decode', () =>
    outcomes(
      items,
      ({ input }) => nameOf(input),
      async ({ input, output, invention }): Promise<Prepared> => {
        const source = await readImage(input);
        return { source, ...cropOf(session, source.raster, nameOf(input)), output, invention };
      },
    ),
  );
  const ready = succeeded(prepared);
  const results = await watch.time('superResolution', () => restoreOrLeave(session, ready));
  const readings = await watch.time('reading', () => readBoth(session, ready, results));
  const inventions = ready.some(({ invention }) => invention !== undefined)
    ? await watch.time('invention', () => mapInventions(session, ready, results))
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
          async ({ source, crop, left, output, invention }) => {
            const { direction } = source.facts;
            const raster = asCaptured((results[i] as Result).raster, direction);
            const map = inventions[i];
            return {
              input: source.facts,
              lowResolution: { width: crop.width, height: crop.height },
              output: { width: raster.width, height: raster.height, sha256: await writePng(output, raster, texts) },
              ...(left && { leftAsItIs: true }),
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

/** Maps for restorations of the items that want one, one at a time: each holds as many planes as a batch. */
async function mapInventions(
  session: Session,
  prepared: readonly Prepared[],
  results: readonly Result[],
): Promise<(InventionMap | undefined)[]> {
  const { network, restoring } = superResolutionOf(session);
  const maps: (InventionMap | undefined)[] = [];
  for (const [i, { crop, invention }] of prepared.entries()) {
    const restoration = invention === undefined ? undefined : results[i]?.restoration;
    maps.push(restoration && (await inventionOf(network, restoring, crop, restoration)));
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

/** What each reader makes of the picture as it came and of its restoration. */
async function readBoth(
  session: Session,
  prepared: readonly Prepared[],
  results: readonly Result[],
): Promise<Restored['readings'][]> {
  const readings: Restored['readings'][] = prepared.map(() => []);
  const pictures = [...prepared.map(({ source }) => source.raster), ...results.map(({ raster }) => raster)];
  for (const reader of session.readers) {
    const read = await reader.read(pictures);
    readings.forEach((list, i) => {
      const [input, output] = [read[i], read[i + prepared.length]];
      if (input && output) list.push({ reader: reader.id, input, output });
    });
  }
  return readings;
}
