import type { Difficulty, Label, Split } from '../../contract/label.ts';
import type { ExportReport } from '../../contract/project.ts';
import type { CropOrigin } from '../db/dataset-item.ts';

/** One pair with its label, as the store hands it out for export. Image bytes are the original encoded ones. */
export interface ExportItem {
  pairId: number;
  name: string;
  subset: string;
  photo: string;
  split: Split | null;
  lr?: Uint8Array;
  hr?: Uint8Array;
  label: Label;
  difficultyProposed: Difficulty | null;
  origin?: { lr?: CropOrigin; hr?: CropOrigin };
}

/** Writes a whole set. Nothing stands under `destination` until everything is on the disk. */
export type ExportTarget = (
  destination: string,
  items: AsyncIterable<ExportItem>,
  options: { count: number; onProgress?: (written: number) => void; signal?: AbortSignal },
) => Promise<ExportReport>;
