import { Problem, type ProblemData } from '../../../../models/base/problem.ts';
import { labelSchema } from '../../../contract/label.ts';
import type { ImportItem } from '../../db/dataset-item.ts';
import type { Lmdb } from '../reader.ts';
import { nextIndex } from './sample-numbers.ts';
import {
  HR_KIND,
  LABEL_FIELDS,
  LR_KIND,
  NAME_KIND,
  PHOTO_KIND,
  SAMPLE_KINDS,
  sampleKey,
  SINGLE_KIND,
  SUBSET_KIND,
  TRANSCRIPTION_KIND,
  UNLABELLED_KIND,
} from './scheme.ts';

/** What a sample is called where the set gives it no name: stable, and the same for its key, name and photo. */
export const sampleName = (index: number): string => sampleKey('lmdb', index);

export interface ReadSample {
  item: ImportItem;
  /** What the set says about the pair that could not be understood; the item comes without it. */
  ignored: { key: string; problem: ProblemData }[];
}

/** Reads single samples of an LMDB set in TextZoom's layout. */
export class SampleReader {
  readonly #lmdb: Lmdb;
  /** Kinds of keys that occur at all, so that nothing else is looked for. */
  readonly #kinds: ReadonlySet<string>;
  readonly #subset: string;
  readonly #digits: number;

  private constructor(lmdb: Lmdb, kinds: ReadonlySet<string>, subset: string, digits: number) {
    this.#lmdb = lmdb;
    this.#kinds = kinds;
    this.#subset = subset;
    this.#digits = digits;
  }

  /** `subset` is the one of samples that name none, `digits` the width of numbers in keys. */
  static async create(lmdb: Lmdb, subset: string, digits: number): Promise<SampleReader> {
    const kinds = new Set<string>();
    const ofText = [UNLABELLED_KIND, NAME_KIND, PHOTO_KIND, SUBSET_KIND, ...LABEL_FIELDS.map(({ kind }) => kind)];
    for (const kind of [...SAMPLE_KINDS, ...ofText]) {
      if ((await nextIndex(lmdb, [kind], 0, digits)) !== undefined) kinds.add(kind);
    }
    return new SampleReader(lmdb, kinds, subset, digits);
  }

  /**
   * Undefined where the set has nothing under this number. Throws a Problem for a sample that cannot be taken, and what
   * `Lmdb.get` throws.
   */
  async read(index: number): Promise<ReadSample | undefined> {
    const [hrImage, lr, single, transcription] = await Promise.all(
      [HR_KIND, LR_KIND, SINGLE_KIND, TRANSCRIPTION_KIND].map((kind) => this.#value(kind, index)),
    );
    if (!hrImage && !lr && !single && !transcription) return undefined;
    const hr = hrImage ?? single;
    this.#refuseWithoutImages(index, { hr, lr, isSingle: single !== undefined });
    const ignored: ReadSample['ignored'] = [];
    const text = async (kind: string) => {
      const bytes = await this.#value(kind, index);
      const decoded = bytes && utf8(bytes);
      if (bytes && decoded === undefined) ignored.push(this.#notUnderstood(kind, index, 'text in UTF-8'));
      return decoded;
    };
    const item: ImportItem = {
      key: sampleName(index),
      name: (await text(NAME_KIND)) ?? sampleName(index),
      subset: (await text(SUBSET_KIND)) ?? this.#subset,
      photo: (await text(PHOTO_KIND)) ?? sampleName(index),
      ...(lr && { lr }),
      ...(hr && { hr }),
      label: {},
    };
    const isUnlabelled = transcription?.length === 0 && (await text(UNLABELLED_KIND)) === '1';
    if (transcription && !isUnlabelled) {
      const label = this.#transcription(index, transcription);
      if (label.text !== undefined) item.label.transcription = label.text;
      if (label.remark) ignored.push(label.remark);
    }
    for (const field of LABEL_FIELDS) {
      const said = await text(field.kind);
      if (said === undefined) continue;
      const understood = field.read(said);
      if (understood) Object.assign(item.label, understood);
      else ignored.push(this.#notUnderstood(field.kind, index, field.means));
    }
    return { item, ignored };
  }

  async #value(kind: string, index: number): Promise<Uint8Array | undefined> {
    return this.#kinds.has(kind) ? this.#lmdb.get(sampleKey(kind, index, this.#digits)) : undefined;
  }

  #refuseWithoutImages(
    index: number,
    { hr, lr, isSingle }: { hr: Uint8Array | undefined; lr: Uint8Array | undefined; isSingle: boolean },
  ): void {
    const isPairSet = this.#kinds.has(HR_KIND) && this.#kinds.has(LR_KIND);
    const { file } = this.#lmdb;
    const lacking = (kind: string) => ({ sample: index, file, key: sampleKey(kind, index, this.#digits) });
    if (!hr && !lr) throw new Problem('sample-without-images', { sample: index, file });
    if (isPairSet && !hr) throw new Problem('sample-without-hr', lacking(HR_KIND));
    if (isPairSet && !lr && !isSingle) {
      throw new Problem('sample-without-lr', lacking(LR_KIND));
    }
    if (hr?.length === 0 || lr?.length === 0) {
      throw new Problem('sample-image-empty', { sample: index, file: this.#lmdb.file });
    }
  }

  /** The text without what surrounds it, and what a person should know of it. A label that cannot be read costs no picture. */
  #transcription(index: number, bytes: Uint8Array): { text?: string; remark?: ReadSample['ignored'][number] } {
    const remark = (problem: Problem) => ({
      key: `${sampleName(index)} ${TRANSCRIPTION_KIND}`,
      problem: problem.toData(),
    });
    const place = { key: sampleKey(TRANSCRIPTION_KIND, index, this.#digits), file: this.#lmdb.file };
    const unicode = utf16(bytes) ?? utf8(bytes);
    const said = unicode ?? western.decode(bytes);
    // Names are in our own exports, which hold texts as they are.
    const text = this.#kinds.has(NAME_KIND) ? said : withoutSurroundings(said);
    if (text.includes('\0')) return { remark: remark(new Problem('sample-label-zeros', place)) };
    if (!labelSchema.shape.transcription.safeParse(text).success) {
      return { remark: remark(new Problem('sample-label-too-long', { ...place, characters: text.length })) };
    }
    if (unicode !== undefined) return { text };
    return { text, remark: remark(new Problem('sample-label-not-utf8', place)) };
  }

  #notUnderstood(kind: string, index: number, means: string): ReadSample['ignored'][number] {
    const problem = new Problem('sample-field-unfit', { field: sampleKey(kind, index), file: this.#lmdb.file, means });
    return { key: `${sampleName(index)} ${kind}`, problem: problem.toData() };
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What older programs of western Europe write; every byte means something in it. */
const western = new TextDecoder('windows-1252');

/** A byte-order mark before the text; blanks, line ends and NULs around it, which writers of sets leave. */
const withoutSurroundings = (text: string): string => text.replace(/^[\uFEFF\s\0]+|[\s\0]+$/gu, '');

/** Undefined where neither a byte-order mark nor zeros in every other byte say that it is UTF-16, of Windows and Java. */
function utf16(bytes: Uint8Array): string | undefined {
  const mark = bytes.length >= 2 ? ((bytes[0] as number) << 8) | (bytes[1] as number) : 0;
  const isZero = (half: 0 | 1) => bytes.length > 0 && bytes.every((byte, i) => i % 2 !== half || byte === 0);
  const isLittle = mark === 0xfffe || (mark !== 0xfeff && isZero(1) && !isZero(0));
  const isBig = mark === 0xfeff || (!isLittle && isZero(0) && !isZero(1));
  if (bytes.length % 2 !== 0 || !(isLittle || isBig)) return undefined;
  const text = new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes);
  return text.isWellFormed() ? text : undefined;
}

/** Undefined where the bytes are not UTF-8. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
