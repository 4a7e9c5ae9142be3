import { createHash } from 'node:crypto';
import type { Raster } from '../../../models/image/raster.ts';
import {
  BLURRED,
  CLEAN,
  type Degradation,
  degraded,
  highResolution,
  NOISY,
  SOFT,
  STRONGLY_BLURRED,
} from './degradations.ts';
import type { Kind, RealText } from './real-text.ts';

/** Crops of a kind, by their rows; `shrunk` makes LR of a known number of rows from HR of twice as many. */
export interface Subset {
  name: string;
  kind: Kind;
  /** Of the crop itself, inclusive. */
  rows: readonly [least: number, most: number];
  shrunk?: { rows: number; by: Degradation };
}

export interface Case {
  name: string;
  text: string;
  lr: Raster;
  hr?: Raster;
}

const asTheyAre = (kind: Kind, least: number, most: number): Subset => ({
  name: `${kind}, ${least} to ${most} rows`,
  kind,
  rows: [least, most],
});

const shrunk = (kind: Kind, rows: number, by: Degradation): Subset => ({
  name: `${kind}, ${rows} rows, ${by.name}`,
  kind,
  rows: [2 * rows, Infinity],
  shrunk: { rows, by },
});

/** There are no real typewritten lines under 25 rows; those of 12, 16 and 20 rows are real lines shrunk. */
export const SUBSETS: readonly Subset[] = [
  asTheyAre('words', 8, 16),
  asTheyAre('words', 17, 24),
  asTheyAre('words', 25, 40),
  ...[CLEAN, SOFT, BLURRED, STRONGLY_BLURRED, NOISY].map((by) => shrunk('words', 16, by)),
  shrunk('words', 12, SOFT),
  asTheyAre('lines', 25, 40),
  ...[CLEAN, SOFT, BLURRED, STRONGLY_BLURRED, NOISY].map((by) => shrunk('lines', 16, by)),
  shrunk('lines', 12, SOFT),
  shrunk('lines', 20, CLEAN),
];

/** Columns for each row under which a crop is left out: upright strokes, of which nothing is left when they are shrunk. */
const NARROWEST = 0.5;

/** The first `size` crops of a subset in an order that looks like chance and is always the same. */
export function casesOf(subset: Subset, texts: readonly RealText[], size: number): Case[] {
  const [least, most] = subset.rows;
  return texts
    .filter(({ kind, raster }) => kind === subset.kind && raster.height >= least && raster.height <= most)
    .filter(({ raster }) => raster.width >= NARROWEST * raster.height)
    .map((text) => ({ text, order: numberOf(text.name) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, size)
    .map(({ text, order }) => caseOf(subset, text, order));
}

function caseOf({ shrunk: how }: Subset, { name, text, raster }: RealText, seed: number): Case {
  if (!how) return { name, text, lr: raster };
  const hr = highResolution(raster, 2 * how.rows);
  return { name, text, hr, lr: degraded(hr, how.by, seed) };
}

const numberOf = (name: string): number => createHash('sha256').update(name).digest().readUInt32LE();
