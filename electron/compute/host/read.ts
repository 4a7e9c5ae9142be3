import { requireRoomForText } from '../../../models/restoration/low-resolution.ts';
import type { ComputeArgument, Outcome, ReadResult } from '../../contract/compute.ts';
import { nameOf, outcomes, readImage, succeeded } from './picture-files.ts';
import { restoredWhereWanted } from './restored-pictures.ts';
import type { Session } from './session.ts';
import { Stopwatch } from './stopwatch.ts';

/** Decodes and reads a batch of files with every reader of the session. Each file fails or succeeds on its own. */
export async function readBatch(session: Session, items: ComputeArgument<'read'>): Promise<Outcome<ReadResult>[]> {
  const watch = new Stopwatch(items.length);
  const decoded = await watch.time('decode', () =>
    outcomes(
      items,
      ({ input }) => nameOf(input),
      async ({ input, restored = false }) => {
        const source = await readImage(input);
        requireRoomForText(source.raster, nameOf(input));
        return { source, restorable: { raster: source.raster, restored, name: nameOf(input) } };
      },
    ),
  );
  const ready = succeeded(decoded);
  const readings = ready.map((): ReadResult['readings'] => []);
  await watch.time('reading', async () => {
    const pictures = await restoredWhereWanted(
      session,
      ready.map(({ restorable }) => restorable),
    );
    for (const reader of session.readers) {
      const read = await reader.read(pictures);
      readings.forEach((list, i) => {
        const reading = read[i];
        if (reading) list.push({ reader: reader.id, reading });
      });
    }
  });
  const milliseconds = watch.milliseconds as ReadResult['milliseconds'];
  const byInput = new Map(ready.map((item, i) => [item, readings[i] ?? []]));
  return decoded.map((outcome) =>
    outcome.ok
      ? {
          ok: true,
          value: { input: outcome.value.source.facts, readings: byInput.get(outcome.value) ?? [], milliseconds },
        }
      : outcome,
  );
}
