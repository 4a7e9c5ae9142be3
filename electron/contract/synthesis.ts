import { z } from 'zod';
import { exportFormatSchema } from './project.ts';

/** Inclusive bounds between which a value is drawn. */
const range = (least: number, most: number) =>
  z
    .tuple([z.number().min(least).max(most), z.number().min(least).max(most)])
    .refine(([a, b]) => a <= b, 'the least comes first');
const share = z.number().min(0).max(1);

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What is written. Words, numbers and codes are weights, not percentages. */
const textSchema = z.strictObject({
  words: z.number().min(0).default(0.7),
  numbers: z.number().min(0).default(0.2),
  codes: z.number().min(0).default(0.1),
  /** What may be written, and what a font must have. */
  characters: z.string().min(1).max(4096).default(`${LETTERS}.:/%`),
  /** Of a text, in characters. */
  length: range(1, 100).default([2, 14]),
});

/** How a text looks where it stands; shares are of the pictures that have it. */
const renderingSchema = z.strictObject({
  /** Least difference of luminance between text and ground, 0..255. */
  contrast: z.number().min(0).max(200).default(60),
  /** Free room around the text as a share of its height; below 0 the crop cuts into it. */
  margin: range(-0.3, 2).default([-0.02, 0.3]),
  /** How far corners move, as a share of the height. */
  perspective: z.number().min(0).max(0.3).default(0.06),
  /** Degrees, either way. */
  rotation: z.number().min(0).max(30).default(4),
  curved: z.strictObject({ share, most: z.number().min(0).max(1) }).default({ share: 0.2, most: 0.2 }),
  shadow: share.default(0.15),
  outline: share.default(0.15),
  texture: share.default(0.5),
  strokes: share.default(0.08),
  /** Other text beside, above or below, whose remains a crop may show. */
  neighbours: share.default(0.15),
});

/** How LR comes about: as a second, poorer photograph, or as the published code computes it from HR. */
const degradationSchema = z.strictObject({
  kind: z.enum(['camera', 'bicubic', 'gaussian']).default('camera'),
  /** σ of the good camera's optics in HR pixels. */
  soft: range(0, 4).default([0.8, 1.3]),
  /** LR that is HR at half the size and next to nothing else. */
  clean: share.default(0.15),
  /** σ of the poor camera's optics in HR pixels. */
  blur: range(0, 8).default([1.4, 3.7]),
  /** Of the hand, in HR pixels. */
  motion: z.strictObject({ share, length: range(0, 20) }).default({ share: 0.08, length: [2, 5] }),
  /** Once through a size that is still smaller, as a share of LR's. */
  resampling: z.strictObject({ share, least: z.number().min(0.2).max(1) }).default({ share: 0.15, least: 0.7 }),
  /** σ of the sensor in 8-bit steps. */
  noise: range(0, 60).default([0, 1.2]),
  /** Pictures whose noise was smoothed by the camera, to about a third. */
  denoised: share.default(0.7),
  gain: range(0.2, 3).default([1.08, 1.25]),
  gamma: range(0.3, 3).default([0.92, 1.1]),
  /** How far each colour is off, as a share. */
  tint: z.number().min(0).max(0.5).default(0.02),
  jpeg: z.strictObject({ share, quality: range(10, 100) }).default({ share: 0.5, quality: [55, 96] }),
  /** How far LR is off HR, either way: HR pixels, share of the size, degrees. */
  shift: z.number().min(0).max(8).default(2),
  scale: z.number().min(0).max(0.2).default(0.02),
  rotation: z.number().min(0).max(10).default(1),
});

/** Describes a set of synthetic pairs. Everything has a default; the same file gives the same pictures with the same fonts. */
export const synthesisConfigSchema = z.strictObject({
  seed: z.int().min(0).default(0),
  /** Pairs to make; a training that draws from it knows no end. */
  count: z.int().min(1).max(10_000_000).default(1000),
  /** Font files, or folders of them; empty: the system's. */
  fonts: z.array(z.string()).default([]),
  /** A file with one word a line; none: a short list that comes along. */
  words: z.string().nullable().default(null),
  /** A folder of real crops with a `labels.tsv` (file, tab, text), which are HR in a share of the pairs; none: all are drawn. */
  real: z.string().nullable().default(null),
  realShare: share.default(0.5),
  /** Pairs that stay together when a project is split: those of one font, or none. */
  together: z.enum(['none', 'font']).default('none'),
  /** Of HR in pixels. Without a width a text keeps its proportions, up to `widest`. */
  size: z
    .strictObject({
      height: z.int().min(16).max(128).default(32),
      width: z.int().min(16).max(1024).nullable().default(128),
      widest: z.int().min(32).max(1024).default(512),
    })
    .prefault({}),
  text: textSchema.prefault({}),
  rendering: renderingSchema.prefault({}),
  degradation: degradationSchema.prefault({}),
});

/** What a config came to on this computer. Written beside what was made; good as a config again. */
export const synthesisRecordSchema = z.object({
  format: z.literal('palimpsest-synthesis/1'),
  software: z.string(),
  config: synthesisConfigSchema,
  fonts: z.array(z.object({ file: z.string(), sha256: z.string() })),
  words: z.object({ file: z.string().nullable(), sha256: z.string(), count: z.int() }),
  real: z.object({ sha256: z.string(), count: z.int() }).nullable().default(null),
});

export const synthesisRequestSchema = z.object({
  config: synthesisConfigSchema,
  /** A folder that does not exist yet, in a format of `exports.run`; or the open project. */
  destination: z.union([
    z.object({ folder: z.string(), format: exportFormatSchema }),
    z.object({ project: z.literal(true) }),
  ]),
});

export const synthesisProgressSchema = z.object({ made: z.int(), of: z.int() });
export const synthesisReportSchema = z.object({
  made: z.int(),
  /** Pairs that the project had already. */
  known: z.int(),
  fonts: z.int(),
  words: z.int(),
  /** Where the record is. */
  record: z.string(),
  /** `cancelled`: in a project the same request goes on; of a folder nothing is left. */
  state: z.enum(['finished', 'cancelled']),
});

export type SynthesisConfig = z.infer<typeof synthesisConfigSchema>;
export type SynthesisConfigInput = z.input<typeof synthesisConfigSchema>;
export type SynthesisRecord = z.infer<typeof synthesisRecordSchema>;
export type SynthesisRequest = z.infer<typeof synthesisRequestSchema>;
export type SynthesisProgress = z.infer<typeof synthesisProgressSchema>;
export type SynthesisReport = z.infer<typeof synthesisReportSchema>;
