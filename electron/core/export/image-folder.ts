import { join, resolve } from 'node:path';
import { eachItem } from './each-item.ts';
import type { ExportFolder } from './export-folder.ts';
import { FileNames } from '../files/file-names.ts';
import { ImageRows } from './image-rows.ts';
import { makeExport } from './new-export.ts';
import { pairFiles, type PairFiles, type PictureFile } from './pair-files.ts';
import type { ExportReport } from '../../contract/project.ts';
import type { ExportItem } from '../db/dataset-item.ts';
import type { ExportTarget } from './target.ts';
import { TextSpool } from './text-spool.ts';

const METADATA = 'metadata.jsonl';
const NOT_A_PAIR = 'It is a single image, and others in the set are pairs: the column of LR images may have no gaps.';

/**
 * Writes a set that Hugging Face `datasets` loads as it is: `train/`, `validation/`, `test/`, and `all/` for pairs in no split,
 * each with its images and `metadata.jsonl`, and a card that says which is which. HR is the image and LR the image `lr`;
 * where no item has both, the set is one of single images. Throws what `makeExport` and the items throw.
 */
export const exportImageFolder: ExportTarget = (destination, items, { onProgress, signal }) =>
  makeExport(destination, { signal }, async (folder) => {
    const place = resolve(destination);
    const spool = await TextSpool.create(join(folder.path, 'rows'), place);
    let summary: ExportReport;
    try {
      const set = new ImageSet(folder, spool);
      summary = await eachItem(items, { place, signal, onProgress }, (item) => set.add(item));
      await set.finish();
      summary = set.corrected(summary);
    } finally {
      await spool.close();
    }
    await folder.remove('rows');
    return summary;
  });

/** One of `train`, `validation`, `test` and `all`. */
interface Part {
  names: FileNames;
  rows: ImageRows;
}

class ImageSet {
  readonly #folder: ExportFolder;
  readonly #spool: TextSpool;
  readonly #parts = new Map<string, Part>();
  #hasPairs = false;
  /** Until the first pair comes. */
  readonly #singles: { pairId: number; path: string }[] = [];
  #dropped: number[] = [];

  constructor(folder: ExportFolder, spool: TextSpool) {
    this.#folder = folder;
    this.#spool = spool;
  }

  /** Why it cannot be held, if it cannot. */
  async add(item: ExportItem): Promise<string | undefined> {
    const isPair = item.lr !== undefined && item.hr !== undefined;
    if (this.#hasPairs && !isPair) return NOT_A_PAIR;
    const top = item.split ?? 'all';
    const part = this.#parts.get(top) ?? { names: new FileNames([METADATA]), rows: new ImageRows(this.#spool) };
    const files = pairFiles(item, part.names, `${top}/`);
    if (files.reason !== undefined) return files.reason;
    if (isPair && !this.#hasPairs) await this.#dropSingles();
    this.#parts.set(top, part);
    const written = [files.hr, files.lr].filter((file) => file !== undefined);
    for (const { path, bytes } of written) await this.#folder.write(path, bytes);
    if (!isPair) this.#singles.push({ pairId: item.pairId, path: (written[0] as PictureFile).path });
    await part.rows.add(item, namesOf(files, top));
    return undefined;
  }

  /** Single images came first: they and their rows are taken back. */
  async #dropSingles(): Promise<void> {
    this.#hasPairs = true;
    for (const { path } of this.#singles) await this.#folder.remove(path);
    this.#dropped = this.#singles.splice(0).map(({ pairId }) => pairId);
    for (const { rows } of this.#parts.values()) rows.clear();
  }

  async finish(): Promise<void> {
    await this.#spool.flush();
    const parts = [...this.#parts].filter(([, { rows }]) => rows.count > 0);
    for (const [top, { rows }] of this.#parts) if (rows.count === 0) await this.#folder.remove(top);
    const said = new Set(parts.flatMap(([, { rows }]) => [...rows.said]));
    for (const [top, { rows }] of parts) {
      for await (const line of rows.lines(said)) await this.#folder.append(`${top}/${METADATA}`, line);
    }
    await this.#folder.append('README.md', datasetCard(parts.map(([top]) => top)));
  }

  /** The summary, with the single images that were dropped. */
  corrected({ written, leftOut }: ExportReport): ExportReport {
    const dropped = this.#dropped.map((pairId) => ({ pairId, reason: NOT_A_PAIR }));
    return {
      written: written - dropped.length,
      leftOut: [...dropped, ...leftOut].sort((a, b) => a.pairId - b.pairId),
    };
  }
}

/** Relative to the part's folder, the image itself first. */
function namesOf({ lr, hr }: PairFiles, top: string): string[] {
  return [hr, lr].flatMap((file) => (file ? [file.path.slice(top.length + 1)] : []));
}

/** The README.md of a Hugging Face data set: which folder is which split, and what the columns hold. */
function datasetCard(folders: readonly string[]): string {
  const splits = folders.filter((folder) => folder !== 'all');
  const configs = [
    ...(splits.length > 0
      ? [
          config(
            'default',
            splits.map((split) => [split, split]),
          ),
        ]
      : []),
    ...(folders.includes('all') ? [config(splits.length > 0 ? 'unsplit' : 'default', [['train', 'all']])] : []),
  ];
  const front = configs.length > 0 ? `---\nconfigs:\n${configs.join('')}---\n\n` : '';
  return `${front}${TEXT}`;
}

const config = (name: string, splits: readonly (readonly [split: string, folder: string])[]): string =>
  `- config_name: ${name}\n  data_files:\n${splits.map(([split, folder]) => `  - split: ${split}\n    path: ${folder}/**\n`).join('')}`;

const TEXT = `# Text crops

Exported from Palimpsest. Each row is one crop of text: the image (high resolution where there is one), in pairs also the
low-resolution image \`lr\`, both as they were captured, and what annotators said.

- \`text\`: the transcription. \`transcribed\` is false where nobody has given one; '' with true says that there is no text.
- \`direction\`: h, or turned vp (90° clockwise), vn (90° counter-clockwise), td (180°); \`difficulty\`: easy, medium, hard.
- \`focal_length_lr\`, \`focal_length_hr\`: millimetres.
- \`illegible\`, \`status\`, \`notes\`, \`tags\` (a JSON list), \`photo\` (crops of one photo share it), \`subset\`, \`name\`.

Null says that nobody said it. In a split where no row has a value in a column, '' and 0.0 stand for null, because the
columns of all splits must be of one type.
`;
