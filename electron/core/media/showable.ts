import { decodeImage, imagePixels, MAX_PIXELS } from '../../../models/image/decode.ts';
import { encodePng } from '../../../models/image/encode.ts';
import type { ImageFormat } from '../../../models/image/formats/header.ts';
import { recogniseImage } from '../../../models/image/signature.ts';
import { Problem } from '../../../models/base/problem.ts';

/** What a browser shows as it is, and as it is read here. */
const TYPES: Partial<Record<ImageFormat, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  bmp: 'image/bmp',
};

/** Bytes of converted pictures that are kept. */
const MOST_KEPT = 64 * 1024 * 1024;

export interface Showable {
  type: string;
  bytes: Uint8Array;
}

/** Makes pictures into what a browser shows: TIFF and what is rarer becomes PNG, the others stay as they came. */
export class ShowablePictures {
  readonly #converted = new Map<string, Uint8Array>();
  #keptBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * `key` tells equal bytes. Throws `empty-file`, `not-an-image`, `image-damaged`, and `image-too-large` for a header that
   * promises more pixels than are ever decoded here, which a browser would try.
   */
  async of(key: string, bytes: Uint8Array, name: string, page = 1): Promise<Showable> {
    const format = recogniseImage(bytes, name);
    if (imagePixels(bytes, name) > MAX_PIXELS) {
      throw new Problem('too-large-to-show', { name, limit: MAX_PIXELS / 1e6 });
    }
    const type = TYPES[format];
    if (type !== undefined) return { type, bytes };
    return { type: 'image/png', bytes: await this.#converting(key, bytes, name, page) };
  }

  /** One at a time: a large one takes a gigabyte for a moment. */
  #converting(key: string, bytes: Uint8Array, name: string, page: number): Promise<Uint8Array> {
    const turn = this.#turn.then(async () => {
      const known = this.#converted.get(key);
      if (known) return known;
      const png = await encodePng(await decodeImage(bytes, name, page));
      this.#keep(key, png);
      return png;
    });
    this.#turn = turn.catch(() => undefined); // thrown to whom it concerns
    return turn;
  }

  #keep(key: string, png: Uint8Array): void {
    this.#converted.set(key, png);
    this.#keptBytes += png.length;
    for (const [oldest, { length }] of this.#converted) {
      if (this.#keptBytes <= MOST_KEPT) break;
      this.#converted.delete(oldest);
      this.#keptBytes -= length;
    }
  }
}
