import type { Raster } from '../image/raster.ts';
import type { TextBox } from './text-boxes.ts';

/** Boxes of text on a picture, in its pixels, in no particular order. */
export interface Detection {
  boxes: TextBox[];
  /** Size of the picture that the network saw, over that of the picture. */
  scale: number;
}

/** Finds where text is, at any angle. */
export interface Detector {
  readonly id: string;
  /** For people: which network, which weights. */
  readonly title: string;
  /** Of the weights file, in lower-case hexadecimal. */
  readonly weightsSha256: string;
  /** Throws `out-of-memory`, `engine-failed`. */
  detect(picture: Raster): Promise<Detection>;
  /** Frees what it holds. */
  dispose(): Promise<void>;
}
