import { basename, dirname, resolve } from 'node:path';
import { Problem, type ProblemData } from '../../../models/base/problem.ts';
import { openLmdb, type Lmdb } from '../lmdb/reader.ts';
import { digitsIn, lastIndex, nextIndex } from '../lmdb/textzoom/sample-numbers.ts';
import { SampleReader, sampleName, type ReadSample } from '../lmdb/textzoom/sample-reader.ts';
import { COUNT_KEY, LAST_INDEX, SAMPLE_KINDS, sampleKey } from '../lmdb/textzoom/scheme.ts';
import type { ImportSource, ImportStep } from '../db/dataset-item.ts';

/** One sample is lost by these; after anything else the file as a whole cannot be read on. */
const SKIPPED = new Set(['file-damaged', 'not-found', 'empty-file', 'out-of-memory', 'bad-argument']);
/** Where so many in a row cannot be read, the file is given up. */
const DAMAGED_IN_A_ROW = 100_000;

/**
 * Opens a TextZoom set, or one of single images, in LMDB: its folder or its data file. Samples that name no subset get the
 * folder's name. Cursors are sample numbers. Throws what `openLmdb` does, and `bad-argument` without any sample.
 */
export async function openTextZoomLmdb(path: string): Promise<ImportSource> {
  const lmdb = await openLmdb(path);
  try {
    const digits = await digitsIn(lmdb, SAMPLE_KINDS);
    const last = await lastIndex(lmdb, SAMPLE_KINDS, digits);
    const said = await lmdb.get(COUNT_KEY);
    if (last === undefined && !said) throw withoutSamples(lmdb.file);
    const isFolderOrItsFile = basename(lmdb.file) === 'data.mdb';
    const reader = await SampleReader.create(lmdb, isFolderOrItsFile ? basename(dirname(lmdb.file)) : '', digits);
    const first = (await nextIndex(lmdb, SAMPLE_KINDS, 0, digits)) === 0 ? 0 : 1;
    return new TextZoomLmdb(
      resolve(path),
      lmdb,
      reader,
      digits,
      rangeOf(first, last, said && Buffer.from(said).toString('latin1')),
    );
  } catch (error) {
    await lmdb.close();
    throw error;
  }
}

const withoutSamples = (file: string): Problem =>
  new Problem('lmdb-without-samples', {
    file,
    count: COUNT_KEY,
    samples: SAMPLE_KINDS.map((kind) => sampleKey(kind, 1)).join(', '),
  });

/** Numbers of samples. */
interface Range {
  /** 1; 0 in sets that start there. */
  first: number;
  /** That is there; `first - 1` for none. */
  lastPresent: number;
  /** By `num-samples`; the last present one where it says nothing. */
  lastAnnounced: number;
  /** What `num-samples` says instead of a number. */
  nonsense: string | undefined;
}

function rangeOf(first: number, last: number | undefined, said: string | undefined): Range {
  const lastPresent = last ?? first - 1;
  const isNumber = said !== undefined && /^\s*\d{1,9}\s*$/.test(said);
  const announced = isNumber ? Number(said) : lastPresent;
  return {
    first,
    lastPresent,
    lastAnnounced: isNumber && first === 0 && lastPresent < announced ? announced - 1 : announced,
    nonsense: isNumber ? undefined : said,
  };
}

class TextZoomLmdb implements ImportSource {
  readonly kind = 'textzoom-lmdb';
  readonly location: string;
  readonly fingerprint: string;
  readonly count: number;
  readonly #lmdb: Lmdb;
  readonly #reader: SampleReader;
  readonly #digits: number;
  readonly #range: Range;

  constructor(location: string, lmdb: Lmdb, reader: SampleReader, digits: number, range: Range) {
    this.location = location;
    this.fingerprint = lmdb.fingerprint;
    this.count = range.lastAnnounced - range.first + 1;
    this.#lmdb = lmdb;
    this.#reader = reader;
    this.#digits = digits;
    this.#range = range;
  }

  async *steps(after?: string): AsyncGenerator<ImportStep> {
    const { first, lastPresent, lastAnnounced, nonsense } = this.#range;
    let index = after === undefined ? first : this.#indexAfter(after);
    if (after === undefined && nonsense !== undefined) {
      const problem = this.#noNumber(nonsense).toData();
      yield { cursor: String(first - 1), skipped: { key: COUNT_KEY, problem, remark: true } };
    }
    let damagedInARow = 0;
    while (index <= lastAnnounced) {
      const sample = await this.#sampleOrProblem(index);
      damagedInARow = sample instanceof Problem && sample.code === 'file-damaged' ? damagedInARow + 1 : 0;
      if (sample === undefined) {
        const next = await this.#nextPresent(index + 1);
        const end = Math.min(next - 1, lastAnnounced);
        yield this.#skip(end, rangeName(index, end), this.#missing(index, end));
        index = end + 1;
      } else if (sample instanceof Problem) {
        if (damagedInARow > DAMAGED_IN_A_ROW) throw sample;
        yield this.#skip(index, sampleName(index), sample);
        index++;
      } else {
        // Before their item, so that none is lost when the import ends between them.
        for (const said of sample.ignored) {
          yield { cursor: String(index - 1), skipped: { ...said, remark: true } };
        }
        yield { cursor: String(index), item: sample.item };
        index++;
      }
    }
    if (index <= lastPresent) {
      yield this.#skip(lastPresent, rangeName(lastAnnounced + 1, lastPresent), this.#notAnnounced());
    }
  }

  close(): Promise<void> {
    return this.#lmdb.close();
  }

  #indexAfter(cursor: string): number {
    if (/^(-1|\d{1,9})$/.test(cursor)) return Number(cursor) + 1;
    throw new Problem('no-place-in-set', { cursor, set: this.location });
  }

  async #sampleOrProblem(index: number): Promise<ReadSample | Problem | undefined> {
    try {
      return await this.#reader.read(index);
    } catch (error) {
      if (error instanceof Problem && SKIPPED.has(error.code)) return error;
      throw error;
    }
  }

  /** Of the sample after a gap; just the next number where damage hides it, and beyond all numbers without one. */
  async #nextPresent(from: number): Promise<number> {
    if (from > LAST_INDEX) return from;
    try {
      return (await nextIndex(this.#lmdb, SAMPLE_KINDS, from, this.#digits)) ?? LAST_INDEX + 1;
    } catch (error) {
      if (error instanceof Problem && error.code === 'file-damaged') return from;
      throw error;
    }
  }

  #skip(cursor: number, key: string, problem: Problem): ImportStep {
    const data: ProblemData = problem.toData();
    return { cursor: String(cursor), skipped: { key, problem: data } };
  }

  #missing(from: number, to: number): Problem {
    const [what, were] = from === to ? [`Sample ${from}`, 'is'] : [`Samples ${from} to ${to}`, 'are'];
    return new Problem('samples-missing', { samples: what, file: this.#lmdb.file, were, count: COUNT_KEY });
  }

  #notAnnounced(): Problem {
    const { lastAnnounced, lastPresent } = this.#range;
    return new Problem('samples-beyond-count', {
      file: this.#lmdb.file,
      present: lastPresent,
      count: COUNT_KEY,
      announced: lastAnnounced,
    });
  }

  #noNumber(said: string): Problem {
    return new Problem('count-no-number', { count: COUNT_KEY, file: this.#lmdb.file, said: said.slice(0, 40) });
  }
}

const rangeName = (from: number, to: number): string =>
  from === to ? sampleName(from) : `${sampleName(from)}..${sampleName(to)}`;
