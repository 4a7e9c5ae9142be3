import { cancelled } from './new-export.ts';
import type { ExportReport } from '../../contract/project.ts';
import type { ExportItem } from '../db/dataset-item.ts';

interface EachItemOptions {
  /** Where the export goes, for messages. */
  place: string;
  signal: AbortSignal | undefined;
  onProgress: ((written: number) => void) | undefined;
}

/**
 * Hands every item to `add`, which writes it or says why the format cannot hold it. Throws `cancelled`, and what the items
 * and `add` throw.
 */
export async function eachItem(
  items: AsyncIterable<ExportItem>,
  { place, signal, onProgress }: EachItemOptions,
  add: (item: ExportItem) => Promise<string | undefined>,
): Promise<ExportReport> {
  const summary: ExportReport = { written: 0, leftOut: [] };
  for await (const item of items) {
    if (signal?.aborted) throw cancelled(place);
    const reason = brokenText(item) ?? (await add(item));
    if (reason === undefined) {
      summary.written++;
      onProgress?.(summary.written);
    } else {
      summary.leftOut.push({ pairId: item.pairId, reason });
    }
  }
  return summary;
}

function brokenText({ name, subset, photo, label }: ExportItem): string | undefined {
  const texts = { name, subset, photo, transcription: label.transcription ?? '', notes: label.notes };
  const broken = Object.entries({ ...texts, tags: label.tags.join() }).find(([, text]) => !text.isWellFormed());
  return broken && `Its ${broken[0]} has half a character (a lone surrogate), which UTF-8 cannot say.`;
}
