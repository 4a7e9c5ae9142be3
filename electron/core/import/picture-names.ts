import { posix } from 'node:path';
import { isImageName, stemOf } from '../pictures/inputs.ts';
import type { PicturePair } from './folder-pairs.ts';

/** Several pictures of different pairs answer to a name. */
export const AMBIGUOUS = -1;

/** One form for a name, whatever system wrote it. */
const plainName = (name: string): string =>
  name
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');

const folded = (name: string): string => plainName(name.trim()).toLowerCase();

const withoutEnding = (path: string): string => (isImageName(path) ? path.slice(0, -posix.extname(path).length) : path);

/**
 * The names by which a label file may call pictures below its folder. The longest form counts first: the path from the
 * file's folder, with or without ending; the path of the pair (`easy/1` for `easy/lr/1.png`); a path from a folder above;
 * then, for a name without folders, the file name, its stem or the pair's name anywhere below; at last the same without
 * blanks around it and without case.
 */
export class PictureNames {
  readonly #folder: string;
  readonly #above: readonly string[];
  readonly #pairOf: (picture: number) => number;
  readonly #exact = new Map<string, number>();
  readonly #endless = new Map<string, number>();
  readonly #short = new Map<string, number>();
  /** Paths and file names without case, which some systems do not tell apart. */
  readonly #folded = new Map<string, number>();

  /** `folder` is that of the label file, relative to `top`; `pairOf` gives a picture's pair, by number. */
  constructor(
    top: string,
    folder: string,
    paths: readonly string[],
    pairs: readonly PicturePair[],
    pairOf: (picture: number) => number,
  ) {
    this.#folder = folder;
    this.#above = plainName(posix.join(top.replaceAll('\\', '/'), folder))
      .split('/')
      .filter(Boolean);
    this.#pairOf = pairOf;
    for (const { lr, hr, name, folder: pairFolder } of pairs) {
      for (const picture of [lr, hr]) {
        const path = picture === undefined ? undefined : this.#below(paths[picture] as string);
        if (picture === undefined || path === undefined) continue;
        this.#exact.set(path, picture);
        this.#add(this.#endless, withoutEnding(path), picture);
        const pairPath = this.#below(posix.join(pairFolder, name));
        if (pairPath !== undefined) this.#add(this.#endless, pairPath, picture);
        for (const form of new Set([folded(path), folded(posix.basename(path))]))
          this.#add(this.#folded, form, picture);
        for (const short of new Set([posix.basename(path), stemOf(path), plainName(name)])) {
          this.#add(this.#short, short, picture);
        }
      }
    }
  }

  /** The number of the picture, AMBIGUOUS, or undefined where no picture is called so. */
  find(name: string): number | undefined {
    return this.#called(plainName(name)) ?? this.#called(plainName(name.trim())) ?? this.#folded.get(folded(name));
  }

  #called(path: string): number | undefined {
    const segments = path.split('/');
    if (segments.length === 1) {
      return this.#at(path) ?? this.#short.get(path) ?? this.#short.get(withoutEnding(path));
    }
    return this.#at(path) ?? this.#fromAbove(segments) ?? this.#endOf(segments);
  }

  /** `train_data/rec/1.png` in a label file that lies in `…/train_data/rec`. */
  #fromAbove(segments: readonly string[]): number | undefined {
    for (let n = 1; n < segments.length && n <= this.#above.length; n++) {
      const agrees = segments.slice(0, n).every((name, i) => name === this.#above[this.#above.length - n + i]);
      const found = agrees ? this.#at(segments.slice(n).join('/')) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** A path from another machine whose last folders are ours. */
  #endOf(segments: readonly string[]): number | undefined {
    for (let n = 1; n + 1 < segments.length; n++) {
      const found = this.#exact.get(segments.slice(n).join('/'));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #at(path: string): number | undefined {
    return this.#exact.get(path) ?? this.#endless.get(path) ?? this.#endless.get(withoutEnding(path));
  }

  #add(names: Map<string, number>, name: string, picture: number) {
    const other = names.get(name);
    const clash = other !== undefined && (other === AMBIGUOUS || this.#pairOf(other) !== this.#pairOf(picture));
    names.set(name, clash ? AMBIGUOUS : picture);
  }

  /** A path relative to the label file's folder; undefined for what lies elsewhere. */
  #below(path: string): string | undefined {
    if (this.#folder === '') return plainName(path);
    return path.startsWith(`${this.#folder}/`) ? plainName(path.slice(this.#folder.length + 1)) : undefined;
  }
}
