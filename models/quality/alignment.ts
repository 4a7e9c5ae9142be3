import { toGrey } from '../image/luminance.ts';
import type { Raster } from '../image/raster.ts';
import { resizeBicubic } from '../image/resize.ts';
import type { Field } from './field.ts';
import { refineShift } from './refine-shift.ts';
import { correlationPeak } from './phase-correlation.ts';

/** Where LR lies on HR. */
export interface AlignmentShift {
  /** LR pixels by which what LR shows lies further to the right than in HR, reduced to the size of LR. */
  x: number;
  /** Further down. */
  y: number;
  /** Correlation of the two where they overlap once the shift is undone, 0..1; how far the shift can be trusted. */
  peak: number;
}

/** Longest side at which pictures are compared; larger ones are reduced first. */
const LARGEST = 512;

/**
 * The shift of an LR crop against its HR crop. HR is reduced to the size of LR (Pillow's bicubic); the phase correlation of
 * both, windowed, gives the shift to the pixel, and least squares on luminance with free gain and offset refine it to
 * fractions of one. Looks a quarter of the width and height far, at least 4 pixels. Where one of them is of one colour, or
 * nothing of them agrees, all three are 0.
 */
export function alignmentShift(lr: Raster, hr: Raster): AlignmentShift {
  const scale = Math.min(1, LARGEST / Math.max(lr.width, lr.height));
  const width = Math.max(1, Math.round(lr.width * scale));
  const height = Math.max(1, Math.round(lr.height * scale));
  const moved = normalised(resizeBicubic(lr, width, height));
  const still = normalised(resizeBicubic(hr, width, height));
  if (!moved || !still) return { x: 0, y: 0, peak: 0 };
  const reach = { x: Math.max(4, Math.round(width / 4)), y: Math.max(4, Math.round(height / 4)) };
  const coarse = correlationPeak(moved, still, reach);
  const { x, y, correlation } = refineShift(moved, still, coarse, reach);
  if (correlation <= 0) return { x: 0, y: 0, peak: 0 };
  return { x: (x * lr.width) / width, y: (y * lr.height) / height, peak: Math.min(1, correlation) };
}

/** Luminance of mean 0 and variance 1; undefined for one colour. */
function normalised(raster: Raster): Field | undefined {
  const { width, height, data: grey } = toGrey(raster);
  const data = Float64Array.from(grey);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  if (variance < 1e-9) return undefined;
  const gain = 1 / Math.sqrt(variance);
  return { width, height, data: data.map((value) => (value - mean) * gain) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How far the proportions of LR and HR differ: the ratio of their aspect ratios, the larger over the smaller, minus one. 0
 * for equal proportions, 1 where one is twice as wide for its height as the other. Sizes are in pixels, above 0.
 */
export function aspectMismatch(lr: Size, hr: Size): number {
  const ratio = (lr.width * hr.height) / (lr.height * hr.width);
  return Math.max(ratio, 1 / ratio) - 1;
}
