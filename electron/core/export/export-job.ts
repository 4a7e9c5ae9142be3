import type { ExportRequest } from '../../contract/job-list.ts';
import type { Database } from '../db/connection.ts';
import { countExportItems, exportItems } from '../db/queries/export-items.ts';
import { EXPORT_FORMATS } from './formats.ts';
import type { ExportSummary } from './target.ts';

/** Writes the pairs of a filter in a format. Throws what the format throws, `cancelled` after an abort. */
export async function exportJob(
  { destination, format, filter }: ExportRequest,
  db: Database,
  { onProgress, signal }: { onProgress: (progress: { written: number; of: number }) => void; signal: AbortSignal },
): Promise<ExportSummary> {
  const of = countExportItems(db, filter);
  const target = await EXPORT_FORMATS[format].target();
  return target(destination, exportItems(db, filter), {
    count: of,
    onProgress: (written) => onProgress({ written, of }),
    signal,
  });
}
