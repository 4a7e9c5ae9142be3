import { inThread } from '../../../models/base/in-thread.ts';
import type { ExportRequest } from '../../contract/job-list.ts';
import type { Database } from '../db/connection.ts';
import { countExportItems, exportItems } from '../db/queries/export-items.ts';
import type { JobDescriptor } from '../job-kind.ts';
import { progressOf } from '../progress-of.ts';
import type { ExportFormat, ExportProgress, ExportReport } from '../../contract/project.ts';
import type { ExportTarget } from './target.ts';
import { Problem } from '../../../models/base/problem.ts';

export interface ExportFormatFacts {
  /** For people. */
  title: string;
  /** What stands at the destination: a folder, or a file with this ending. */
  makes: 'folder' | '.json';
  target: () => Promise<ExportTarget>;
}

/** Every format, the lossless ones first. */
export const EXPORT_FORMATS: Record<ExportFormat, ExportFormatFacts> = {
  'textzoom-lmdb': {
    title: 'TextZoom LMDB',
    makes: 'folder',
    target: async () => (await import('./textzoom-lmdb.ts')).exportTextZoomLmdb,
  },
  folders: {
    title: 'Folders of pictures with a CSV table',
    makes: 'folder',
    target: async () => (await import('./folders.ts')).exportFolders,
  },
  'photo-json': {
    title: "Polygons on photos, in the TextZoom authors' JSON",
    makes: '.json',
    target: async () => (await import('./photo-json.ts')).exportPhotoJson,
  },
  paddleocr: {
    title: 'PaddleOCR recognition list',
    makes: 'folder',
    target: async () => (await import('./paddleocr.ts')).exportPaddleOcr,
  },
  'image-folder': {
    title: 'Hugging Face ImageFolder',
    makes: 'folder',
    target: async () => (await import('./image-folder.ts')).exportImageFolder,
  },
};

/** What the thread of an export is given. */
export interface ExportInput {
  request: ExportRequest;
  /** The database file that is read. */
  file: string;
}

/** Writes the pairs of a filter in a format. Throws what the format throws, `cancelled` after an abort, and
 * `bad-argument` where a format without a table is to be for spreadsheets. */
export async function exportJob(
  { destination, format, filter, forSpreadsheets }: ExportRequest,
  db: Database,
  { onProgress, signal }: { onProgress: (progress: ExportProgress) => void; signal: AbortSignal },
): Promise<ExportReport> {
  if (forSpreadsheets && format !== 'folders') throw noTable(format);
  const of = countExportItems(db, filter);
  const target = await EXPORT_FORMATS[format].target();
  return target(destination, exportItems(db, filter), {
    count: of,
    onProgress: (written) => onProgress({ written, of }),
    signal,
    forSpreadsheets: forSpreadsheets === true,
  });
}

const noTable = (format: ExportFormat): Problem =>
  new Problem('export-without-table', { format: EXPORT_FORMATS[format].title, folders: EXPORT_FORMATS.folders.title });

export const exportKind: JobDescriptor<'export'> = {
  kind: 'export',
  needs: () => 'read',
  conflicts: ({ destination }) => destination,
  run: (request, { project, signal }) =>
    progressOf<ExportProgress, ExportReport>((onProgress, ending) => {
      const input: ExportInput = { request, file: project().db.name };
      return inThread(new URL('./export-thread.ts', import.meta.url), input, { onProgress, signal: ending });
    }, signal),
  event: (progress) => ({ type: 'export', ...progress }),
  progress(counts, { written, of }) {
    counts.done = written;
    counts.of = of;
  },
  logged: () => 'latest',
  isComplete: () => true,
};
