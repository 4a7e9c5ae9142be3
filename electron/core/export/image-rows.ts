import type { ExportItem } from '../db/dataset-item.ts';
import type { TextSpool } from './text-spool.ts';

/** Columns that may be null, with what stands for null where a column has to have a type. */
const UNSAID = { text: '', direction: '', difficulty: '', focal_length_lr: 0, focal_length_hr: 0 } as const;
type Nullable = keyof typeof UNSAID;

const isNullable = (column: string): column is Nullable => Object.hasOwn(UNSAID, column);

/** `datasets` tells the type of a column from the first 10 MB of a file. */
const TOLD_BY = 8 << 20;

/** Rows of one metadata file. */
export class ImageRows {
  readonly #spool: TextSpool;
  #numbers: number[] = [];
  #length = 0;
  /** Nullable columns with a value somewhere, and those with one early enough to tell their type. */
  readonly said = new Set<Nullable>();
  readonly #early = new Set<Nullable>();

  constructor(spool: TextSpool) {
    this.#spool = spool;
  }

  get count(): number {
    return this.#numbers.length;
  }

  /** `files`: the image, and the LR image of a pair. */
  async add(item: ExportItem, [image, lr]: readonly string[]): Promise<void> {
    const { name, subset, photo, label } = item;
    const row = {
      file_name: image,
      ...(lr !== undefined && { lr_file_name: lr }),
      text: label.transcription,
      transcribed: label.transcription !== null,
      direction: label.direction,
      difficulty: label.difficulty,
      focal_length_lr: label.focalLengthLr,
      focal_length_hr: label.focalLengthHr,
      illegible: label.illegible,
      status: label.status,
      notes: label.notes,
      tags: JSON.stringify(label.tags),
      photo,
      subset,
      name,
    };
    const text = JSON.stringify(row);
    this.#length += Buffer.byteLength(text);
    for (const column of Object.keys(UNSAID) as Nullable[]) {
      if (row[column] === null) continue;
      this.said.add(column);
      if (this.#length < TOLD_BY) this.#early.add(column);
    }
    this.#numbers.push(await this.#spool.add(text));
  }

  /** Forgets all rows. */
  clear(): void {
    this.#numbers = [];
    this.#length = 0;
    this.said.clear();
    this.#early.clear();
  }

  /**
   * The lines of the file. `datasets` refuses files whose columns differ in type, and a column of nulls has a type of its
   * own; so a column that some file of the set has values in, and this one none or late ones, gets '' and 0.0 for null.
   */
  async *lines(saidInSet: ReadonlySet<Nullable>): AsyncGenerator<string> {
    const unsaidInSplit = new Set([...saidInSet].filter((column) => !this.#early.has(column)));
    for (const number of this.#numbers) {
      const row = JSON.parse(await this.#spool.read(number)) as Record<string, unknown>;
      const cells = Object.entries(row).map(([column, value]) => {
        const unsaid = value === null && isNullable(column) && unsaidInSplit.has(column);
        return `${JSON.stringify(column)}:${jsonOf(unsaid ? UNSAID[column] : value)}`;
      });
      yield `{${cells.join(',')}}\n`;
    }
  }
}

/** Numbers with a decimal point, or whole ones would make a column of integers in one file and of fractions in another. */
const jsonOf = (value: unknown): string => (Number.isInteger(value) ? `${String(value)}.0` : JSON.stringify(value));
