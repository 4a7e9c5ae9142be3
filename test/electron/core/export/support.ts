import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { EMPTY_LABEL, type Label } from '../../../../electron/contract/label.ts';
import type { ExportItem } from '../../../../electron/core/db/dataset-item.ts';
import type { ExportTarget } from '../../../../electron/core/export/target.ts';
import type { ImportItem, ImportSource } from '../../../../electron/core/db/dataset-item.ts';
import { bmp } from '../import/job/generated-source.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder of this test's own. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'palimpsest-export-'));
  folders.push(folder);
  return folder;
}

type Changes = Partial<Omit<ExportItem, 'label'>> & { label?: Partial<Label> };

/** A pair with pictures that no other pair has. */
export function itemOf(pairId: number, { label, ...more }: Changes = {}): ExportItem {
  return {
    pairId,
    name: `crop ${pairId}`,
    subset: '',
    photo: `photo ${pairId % 3}`,
    split: null,
    lr: bmp(2 * pairId, 6, 3),
    hr: bmp(2 * pairId + 1, 12, 6),
    difficultyProposed: null,
    ...more,
    label: { ...EMPTY_LABEL, transcription: `text ${pairId}`, ...label },
  };
}

export function without(item: ExportItem, side: 'lr' | 'hr'): ExportItem {
  const rest = { ...item };
  Reflect.deleteProperty(rest, side);
  return rest;
}

// eslint-disable-next-line @typescript-eslint/require-await
export async function* streamed(items: readonly ExportItem[]) {
  yield* items;
}

export const exported = (target: ExportTarget, path: string, items: readonly ExportItem[]) =>
  target(path, streamed(items), { count: items.length });

/** All files below a folder, `/` between names, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

export const linesOf = async (path: string): Promise<string[]> => {
  const text = await readFile(path, 'utf8');
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
};

export async function importedFrom(source: ImportSource): Promise<{ items: ImportItem[]; skipped: string[] }> {
  const found = { items: [] as ImportItem[], skipped: [] as string[] };
  for await (const { item, skipped } of source.steps()) {
    if (item) found.items.push(item);
    else found.skipped.push(skipped.problem.sentence);
  }
  await source.close();
  return found;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What must survive an export and an import. */
export const facts = ({ lr, hr, name, subset, photo, label }: ExportItem | ImportItem) => ({
  lr: lr && sha256(lr),
  hr: hr && sha256(hr),
  name,
  subset,
  photo,
  label: { ...EMPTY_LABEL, ...label },
});

export const inOrder = <T>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Texts that have broken exporters. */
export const ODD_TEXTS = [
  'a\uFFFDb',
  '',
  '=1+1',
  '@SUM(A1)',
  '"',
  'a"b,c',
  ',',
  'two\nlines',
  'a\r\nb',
  'tab\there',
  ' spaces ',
  "O'Brien",
  'žluťoučký кот 漢字 👍🏽 \u202Eevil',
  'line\u2028separator',
  '\\',
  'null',
  '<b>&amp;',
];

/** Names that some file system refuses, confuses or follows. */
export const ODD_NAMES = [
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows\\x',
  '..',
  '.',
  '.hidden',
  '',
  'CON',
  'con.txt',
  'LPT1',
  'aux ',
  'trailing.',
  'trailing ',
  'Same',
  'same',
  'SAME',
  'same-2',
  'caf\u00e9',
  'cafe\u0301',
  'x_lr',
  'x_hr',
  'x',
  'a:b*c?d"e<f>g|h',
  'escape\x1b[0m',
  'new\nline',
  'rtl\u202Egnp.exe',
  '漢'.repeat(200),
  'labels.csv',
  '-rf',
  'ß',
  'ss',
  '👍🏽',
];
