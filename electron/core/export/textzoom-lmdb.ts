import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SampleSpools } from '../lmdb/textzoom/sample-spools.ts';
import { writeLmdb, type LmdbEntry } from '../lmdb/writer.ts';
import { cancelled, makeExport } from './new-export.ts';
import type { ExportReport } from '../../contract/project.ts';
import type { ExportItem } from '../db/dataset-item.ts';
import type { ExportTarget } from './target.ts';

const NO_HR = 'It has no HR image.';
const NO_LR = 'It has no LR image, and others in the set have one.';

/**
 * Writes a TextZoom set as an LMDB folder: the keys that the published loader reads, and keys of our own for what it does
 * not know (electron/core/lmdb/README.md). Samples are numbered from 1 in the order of the items. Where no item has both
 * images, the set is one of single images. Needs twice the room of the images meanwhile. Throws what `makeExport` and the
 * items throw.
 */
export const exportTextZoomLmdb: ExportTarget = (destination, items, { onProgress, signal }) =>
  makeExport(destination, { signal }, async ({ path }) => {
    const place = resolve(destination);
    const temporary = join(path, 'spool');
    const summary: ExportReport = { written: 0, leftOut: [] };
    async function* entries(): AsyncGenerator<LmdbEntry> {
      // Half of the work is to take the items in, half to write them out again.
      let reported = 0;
      const report = (written: number) => {
        if (Math.floor(written) > reported) onProgress?.((reported = Math.floor(written)));
      };
      const spools = await spool(items, { temporary, place, signal, summary, onTaken: (taken) => report(taken / 2) });
      try {
        summary.written = spools.count;
        yield* spools.entries((share) => report(((1 + share) * summary.written) / 2));
      } finally {
        await spools.discard();
      }
    }
    await writeLmdb(path, entries(), { subject: place, ...(signal && { signal }) });
    await rm(temporary, { recursive: true, force: true });
    summary.leftOut.sort((a, b) => a.pairId - b.pairId);
    return summary;
  });

interface Spooling {
  temporary: string;
  place: string;
  signal: AbortSignal | undefined;
  /** Gets what is left out. */
  summary: ExportReport;
  onTaken: (taken: number) => void;
}

/** Takes in every item: pairs, or single images where there is no pair. */
async function spool(
  items: AsyncIterable<ExportItem>,
  { temporary, place, signal, summary, onTaken }: Spooling,
): Promise<SampleSpools> {
  const pairs = await SampleSpools.create(join(temporary, 'pairs'), place, { isSingle: false });
  const singles = await SampleSpools.create(join(temporary, 'singles'), place, { isSingle: true });
  /** What is in `singles`, until the first pair comes. */
  let pending: number[] = [];
  try {
    for await (const item of items) {
      if (signal?.aborted) throw cancelled(place);
      const reason = unfit(item);
      if (reason) summary.leftOut.push({ pairId: item.pairId, reason });
      else if (item.lr?.length) {
        for (const pairId of pending) summary.leftOut.push({ pairId, reason: NO_LR });
        pending = [];
        await singles.discard();
        await pairs.add(item);
      } else if (pairs.count > 0) summary.leftOut.push({ pairId: item.pairId, reason: NO_LR });
      else {
        pending.push(item.pairId);
        await singles.add(item);
      }
      onTaken(pairs.count + singles.count);
    }
  } catch (error) {
    await pairs.discard();
    await singles.discard();
    throw error;
  }
  return pairs.count > 0 ? pairs : singles;
}

/** Why neither kind of set can hold an item, or undefined. */
function unfit({ hr, label, name, photo, subset }: ExportItem): string | undefined {
  if (!hr?.length) return NO_HR;
  const texts = { transcription: label.transcription ?? '', notes: label.notes, name, photo, subset };
  const broken = Object.entries(texts).find(([, text]) => !text.isWellFormed());
  return broken && `Its ${broken[0]} has half a character (a lone surrogate), which UTF-8 cannot say.`;
}
