import type { ExportReport } from '../../contract/project.ts';
import type { ExportItem } from '../db/dataset-item.ts';

/** Writes a whole set. Nothing stands under `destination` until everything is on the disk. */
export type ExportTarget = (
  destination: string,
  items: AsyncIterable<ExportItem>,
  options: {
    count: number;
    onProgress?: (written: number) => void;
    signal?: AbortSignal;
    /** A table is to do no harm in a spreadsheet. */
    forSpreadsheets?: boolean;
  },
) => Promise<ExportReport>;
