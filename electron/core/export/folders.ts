import { resolve } from 'node:path';
import { eachItem } from './each-item.ts';
import type { ExportFolder } from './export-folder.ts';
import { FileNames } from '../files/file-names.ts';
import { millimetres } from './millimetres.ts';
import { makeExport } from './new-export.ts';
import { pairFiles, type PairFiles } from './pair-files.ts';
import type { ExportItem } from '../db/dataset-item.ts';
import type { ExportTarget } from './target.ts';

const LABELS = 'labels.csv';
const COLUMNS = [
  'file',
  'transcription',
  'direction',
  'difficulty',
  'focal_length_lr',
  'focal_length_hr',
  'illegible',
  'status',
  'notes',
  'tags',
  'photo',
  'split',
  'subset',
  'name',
  'lr_file',
] as const;

/**
 * Writes `lr/NAME` and `hr/NAME`, in a folder for each subset, and one `labels.csv` that says everything, so that importing
 * the folder gives the same pairs. Throws what `makeExport` and the items throw.
 */
export const exportFolders: ExportTarget = (destination, items, { onProgress, signal }) =>
  makeExport(destination, { signal }, async (folder) => {
    const names = new FileNames([LABELS]);
    await folder.append(LABELS, '', csvLine(COLUMNS));
    return eachItem(items, { place: resolve(destination), signal, onProgress }, async (item) => {
      const files = pairFiles(item, names);
      if (files.reason !== undefined) return files.reason;
      for (const { path, bytes } of [files.lr, files.hr].filter((file) => file !== undefined)) {
        await folder.write(path, bytes);
      }
      await addRow(folder, item, files);
      return undefined;
    });
  });

async function addRow(folder: ExportFolder, item: ExportItem, { lr, hr }: PairFiles): Promise<void> {
  const { label, photo, split, subset, name } = item;
  const row: Record<(typeof COLUMNS)[number], string | null> = {
    file: hr?.path ?? null,
    transcription: label.transcription,
    direction: label.direction,
    difficulty: label.difficulty,
    focal_length_lr: optional(label.focalLengthLr),
    focal_length_hr: optional(label.focalLengthHr),
    illegible: String(label.illegible),
    status: label.status,
    notes: label.notes || null,
    tags: label.tags.length > 0 ? JSON.stringify(label.tags) : null,
    photo: photo || null,
    split,
    subset: subset || null,
    name: name || null,
    lr_file: lr?.path ?? null,
  };
  await folder.append(LABELS, csvLine(COLUMNS.map((column) => row[column])));
}

const optional = (length: number | null): string | null => (length === null ? null : millimetres(length));

/**
 * A line of RFC 4180, with CR LF. `null` is an empty cell, '' a pair of quotes, so that nothing said and "no text" stay
 * apart. Texts are written as they are, also those that a spreadsheet would take for a formula.
 */
const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(cellOf).join(',')}\r\n`;

function cellOf(text: string | null): string {
  if (text === null) return '';
  const isPlain = text !== '' && !/[",\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
