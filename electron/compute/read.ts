import { requireRoomForText } from '../../models/restoration/low-resolution.ts';
import type { ComputeArgument, Outcome, ReadResult } from '../contract/compute.ts';
import { nameOf, outcomes, readImage, succeeded } from './files.ts';
import type { Session } from './session.ts';
import { Stopwatch } from './stopwatch.ts';

/** Decodes and reads a batch of files with every reader of the session. Each file fails or succeeds on its own. */
export async function readBatch(session: Session, items: ComputeArgument<'read'>): Promise<Outcome<ReadResult>[]> {
  const watch = new Stopwatch(items.length);
  const decoded = await watch.time('decode', () =>
    outcomes(
      items,
      ({ input }) => nameOf(input),
      async ({ input }) => {
        const source = await readImage(input);
        requireRoomForText(source.raster, nameOf(input));
        return source;
      },
    ),
  );
  const sources = succeeded(decoded);
  const readings = sources.map((): ReadResult['readings'] => []);
  await watch.time('reading', async () => {
    for (const reader of session.readers) {
      const read = await reader.read(sources.map(({ raster }) => raster));
      readings.forEach((list, i) => {
        const reading = read[i];
        if (reading) list.push({ reader: reader.id, reading });
      });
    }
  });
  const milliseconds = watch.milliseconds as ReadResult['milliseconds'];
  const byInput = new Map(sources.map((source, i) => [source, readings[i] ?? []]));
  return decoded.map((outcome) =>
    outcome.ok
      ? {
          ok: true,
          value: { input: outcome.value.facts, readings: byInput.get(outcome.value) ?? [], milliseconds },
        }
      : outcome,
  );
}
