import type { Size } from './picture.ts';

/** Pixels that are kept decoded: 48 megapixels, about 200 MB. */
const MOST_PIXELS = 48e6;

/**
 * Pictures decoded ahead, by address, the ones used last first to stay. `decode` gives a picture ready to be drawn and
 * rejects for one that cannot be shown; a failure is not kept, so that asking again tries again.
 */
export class DecodedPictures<T extends Size> {
  readonly #decode: (url: string) => Promise<T>;
  readonly #mostPixels: number;
  readonly #ready = new Map<string, T>();
  readonly #underWay = new Map<string, Promise<T>>();
  #pixels = 0;

  constructor(decode: (url: string) => Promise<T>, mostPixels = MOST_PIXELS) {
    this.#decode = decode;
    this.#mostPixels = mostPixels;
  }

  /** The picture where it is there already, at once. */
  ready(url: string): T | undefined {
    const picture = this.#ready.get(url);
    if (picture) {
      this.#ready.delete(url);
      this.#ready.set(url, picture);
    }
    return picture;
  }

  load(url: string): Promise<T> {
    const ready = this.ready(url);
    if (ready) return Promise.resolve(ready);
    const underWay = this.#underWay.get(url);
    if (underWay) return underWay;
    const decoding = this.#decode(url)
      .then((picture) => this.#keep(url, picture))
      .finally(() => this.#underWay.delete(url));
    this.#underWay.set(url, decoding);
    return decoding;
  }

  /** Loads pictures that may be wanted soon. One that fails will tell when it is wanted. */
  prefetch(urls: readonly string[]): void {
    for (const url of urls) this.load(url).catch(() => undefined);
  }

  #keep(url: string, picture: T): T {
    this.#ready.set(url, picture);
    this.#pixels += picture.width * picture.height;
    for (const [oldest, { width, height }] of this.#ready) {
      if (this.#pixels <= this.#mostPixels || oldest === url) break;
      this.#ready.delete(oldest);
      this.#pixels -= width * height;
    }
    return picture;
  }
}

/** Pixels beyond which a picture is shrunk as it is decoded: nobody sees more on a screen, and memory is not endless. */
const LARGEST = 24e6;

/** The pictures of all canvases, ready to be drawn without another moment of decoding. */
export const pictures = new DecodedPictures<ImageBitmap>(async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth, naturalHeight } = image;
  const shrink = Math.sqrt(LARGEST / (naturalWidth * naturalHeight));
  if (shrink >= 1) return createImageBitmap(image);
  return createImageBitmap(image, { resizeWidth: Math.round(naturalWidth * shrink), resizeQuality: 'high' });
});
