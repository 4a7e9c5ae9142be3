import { resolve } from 'node:path';
import { eachItem } from './each-item.ts';
import { APOSTROPHES, guarded } from '../files/formula-guard.ts';
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
export const exportFolders: ExportTarget = (destination, items, { onProgress, signal, forSpreadsheets = false }) =>
  makeExport(destination, { signal }, async (folder) => {
    const names = new FileNames([LABELS]);
    const line = forSpreadsheets ? harmlessLine : csvLine;
    await folder.append(LABELS, '', csvLine(forSpreadsheets ? [...COLUMNS, APOSTROPHES] : COLUMNS));
    return eachItem(items, { place: resolve(destination), signal, onProgress }, async (item) => {
      const files = pairFiles(item, names);
      if (files.reason !== undefined) return files.reason;
      for (const { path, bytes } of [files.lr, files.hr].filter((file) => file !== undefined)) {
        await folder.write(path, bytes);
      }
      await folder.append(LABELS, line(cellsOf(item, files)));
      return undefined;
    });
  });

function cellsOf(item: ExportItem, { lr, hr }: PairFiles): (string | null)[] {
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
  return COLUMNS.map((column) => row[column]);
}

const optional = (length: number | null): string | null => (length === null ? null : millimetres(length));

/**
 * A line of RFC 4180, with CR LF. `null` is an empty cell, '' a pair of quotes, so that nothing said and "no text" stay
 * apart. Texts are written as they are, also those that a spreadsheet would take for a formula.
 */
const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(cellOf).join(',')}\r\n`;

/** The same with what a spreadsheet would take for a formula marked, in a table that says so by its last heading. */
const harmlessLine = (cells: readonly (string | null)[]): string =>
  csvLine([...cells.map((cell) => cell && guarded(cell)), null]);

function cellOf(text: string | null): string {
  if (text === null) return '';
  const isPlain = text !== '' && !/[",\r\n]|^\s|\s$/.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
