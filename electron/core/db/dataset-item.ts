import type { ProblemData } from '../../../models/base/problem.ts';
import type { Difficulty, Direction, Label, Split } from '../../contract/label.ts';

/** A point in pixels of the photo, x to the right, y down. */
export type Point = readonly [x: number, y: number];
/** Corners of a text in its own reading order: top-left, top-right, bottom-right, bottom-left. */
export type Quad = readonly [Point, Point, Point, Point];

/** Where a crop was cut out of a photo that stays where it is. */
export interface CropOrigin {
  photo: string;
  photoSha256: string;
  quad: Quad;
}

/** One pair as a source offers it. A set of single pictures gives `hr` alone. */
export interface ImportItem {
  /** Stable within the source: an LMDB index, a relative path, photo and polygon number. Resuming and reports go by it. */
  key: string;
  name: string;
  /** Folder or set within the source, such as `easy`; '' for none. */
  subset: string;
  /** Crops of one photo share it, and so never end up in two splits. */
  photo: string;
  /** Encoded bytes exactly as they came. */
  lr?: Uint8Array;
  hr?: Uint8Array;
  /** What the source says of the pair; fields that it does not mention are left out. */
  label: Partial<Label>;
  /** What was derived rather than said, such as a direction that disagrees with the polygon. */
  proposed?: { direction?: Direction };
  origin?: { lr?: CropOrigin; hr?: CropOrigin };
}

/** A reason why something was not taken: an item, or with `remark` a part of what the source says, which costs no item. */
export interface SkippedStep {
  key: string;
  problem: ProblemData;
  remark?: true;
}

/** An item, or one that cannot be taken, with the reason. `cursor` is where to go on after it. */
export type ImportStep = { cursor: string } & (
  { item: ImportItem; skipped?: never } | { skipped: SkippedStep; item?: never }
);

/** Something to import from, opened. Items come in a fixed order, a few in memory at a time. */
export interface ImportSource {
  readonly kind: 'textzoom-lmdb' | 'folder' | 'photo-json' | 'synthesis';
  /** Absolute path, for people and for finding an interrupted import again. */
  readonly location: string;
  /** Changes when the source's content does, so that an import is not resumed into another one. */
  readonly fingerprint: string;
  /** Items and skips together, where the source knows. */
  readonly count: number | undefined;
  /** From the beginning, or after the item that gave `cursor`. */
  steps(after?: string): AsyncIterable<ImportStep>;
  close(): Promise<void>;
}

/** One pair with its label, as the store hands it out for export. Image bytes are the original encoded ones. */
export interface ExportItem {
  pairId: number;
  name: string;
  subset: string;
  photo: string;
  split: Split | null;
  lr?: Uint8Array;
  hr?: Uint8Array;
  label: Label;
  difficultyProposed: Difficulty | null;
  origin?: { lr?: CropOrigin; hr?: CropOrigin };
}
