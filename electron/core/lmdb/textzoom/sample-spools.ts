import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asProblem } from '../../../../models/base/problem.ts';
import type { ExportItem } from '../../db/dataset-item.ts';
import { RecordSpool } from '../record-spool.ts';
import type { LmdbEntry } from '../writer.ts';
import {
  COUNT_KEY,
  HR_KIND,
  LABEL_FIELDS,
  LR_KIND,
  NAME_KIND,
  PHOTO_KIND,
  sampleKey,
  SINGLE_KIND,
  SUBSET_KIND,
  TRANSCRIPTION_KIND,
  UNLABELLED_KIND,
} from './scheme.ts';

/** Samples come one by one, but LMDB takes keys in order, kind by kind: so each kind waits in a file of its own. */
export class SampleSpools {
  /** Samples so far; the next is numbered one higher. */
  count = 0;
  readonly #folder: string;
  readonly #subject: string;
  readonly #isSingle: boolean;
  readonly #spools = new Map<string, RecordSpool>();

  private constructor(folder: string, subject: string, isSingle: boolean) {
    this.#folder = folder;
    this.#subject = subject;
    this.#isSingle = isSingle;
  }

  /** In a new folder. A single set has one image a sample, the HR one. Problems name `subject`. */
  static async create(folder: string, subject: string, { isSingle }: { isSingle: boolean }): Promise<SampleSpools> {
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw asProblem(error, subject);
    }
    return new SampleSpools(folder, subject, isSingle);
  }

  async add(item: ExportItem): Promise<void> {
    this.count++;
    for (const [kind, value] of this.#valuesOf(item)) {
      let spool = this.#spools.get(kind);
      if (!spool) this.#spools.set(kind, (spool = await RecordSpool.create(join(this.#folder, kind), this.#subject)));
      await spool.append(this.count, typeof value === 'string' ? Buffer.from(value) : value);
    }
  }

  /** Everything as LMDB entries in key order; each kind's file is deleted once it is done. `onShare` gets 0 to 1. */
  async *entries(onShare: (share: number) => void): AsyncGenerator<LmdbEntry> {
    const total = [...this.#spools.values()].reduce((sum, { length }) => sum + length, 0);
    let done = 0;
    let isCounted = false;
    for (const kind of [...this.#spools.keys()].sort(byKey)) {
      if (!isCounted && byKey(kind, COUNT_KEY) > 0) {
        yield this.#countEntry();
        isCounted = true;
      }
      for await (const [index, value] of (this.#spools.get(kind) as RecordSpool).records()) {
        yield [sampleKey(kind, index), value];
        done += value.length;
        onShare(done / total);
      }
      await this.#discardKind(kind);
    }
    if (!isCounted) yield this.#countEntry();
    onShare(1);
  }

  /** Closes and deletes what is left. */
  async discard(): Promise<void> {
    for (const kind of [...this.#spools.keys()]) await this.#discardKind(kind);
    this.count = 0;
  }

  #countEntry(): LmdbEntry {
    return [COUNT_KEY, Buffer.from(String(this.count))];
  }

  async #discardKind(kind: string): Promise<void> {
    await this.#spools.get(kind)?.close();
    this.#spools.delete(kind);
    await rm(join(this.#folder, kind), { force: true });
  }

  *#valuesOf({
    lr,
    hr,
    label,
    name,
    photo,
    subset,
  }: ExportItem): Generator<[kind: string, value: Uint8Array | string]> {
    if (hr) yield [this.#isSingle ? SINGLE_KIND : HR_KIND, hr];
    if (lr && !this.#isSingle) yield [LR_KIND, lr];
    yield [TRANSCRIPTION_KIND, label.transcription ?? ''];
    if (label.transcription === null) yield [UNLABELLED_KIND, '1'];
    if (name) yield [NAME_KIND, name];
    if (photo) yield [PHOTO_KIND, photo];
    // Also where there is none: a reader takes the folder's name otherwise.
    yield [SUBSET_KIND, subset];
    for (const field of LABEL_FIELDS) {
      const text = field.write(label);
      if (text !== undefined) yield [field.kind, text];
    }
  }
}

/** The order of the keys of two kinds. */
const byKey = (a: string, b: string): number => Buffer.compare(Buffer.from(`${a}-`), Buffer.from(`${b}-`));
