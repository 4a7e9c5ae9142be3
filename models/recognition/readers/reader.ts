import type { Raster } from '../../image/raster.ts';

/** Any text at compile time; `readerOf` says whether there is one of that name. */
export type ReaderId = string;

/** What a reader made of one image. */
export interface Reading {
  /** Empty where it saw no text. */
  text: string;
  /** 0..1; of one reader comparable between images, of two readers not. */
  confidence: number;
  /** In reading order; joined they give `text`. */
  characters: { character: string; confidence: number }[];
}

/** A recogniser of horizontal, upright lines of text. Results do not depend on what else is read at the same time. */
export interface Reader {
  readonly id: ReaderId;
  /** For people: which network, which weights. */
  readonly title: string;
  /** Of the weights file, in lower-case hexadecimal. */
  readonly weightsSha256: string;
  /** All characters that it can write, where these are few; a score should not ask it for others. */
  readonly alphabet?: readonly string[];
  /** One reading per image, in their order. Throws `out-of-memory`, `engine-failed`. */
  read(images: readonly Raster[]): Promise<Reading[]>;
  /** Frees what it holds. */
  dispose(): Promise<void>;
}
