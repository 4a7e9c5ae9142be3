import { z } from 'zod';
import { directionSchema } from './label.ts';
import { problemSchema } from './problem.ts';
import { synthesisConfigSchema } from './synthesis.ts';
import { trainingSideSchema } from './training-side.ts';

/**
 * What the compute host is asked and answers. Files are named by path and stay on the host's side; encoded pictures of a
 * project travel as they are stored. Of results only small facts travel, and the few pictures of a `preview`.
 */

/** Which engines there are, the registry knows (models/engines/registry.ts): it refuses a name that it does not have. */
export const engineIdSchema = z.string().regex(/^[a-z][a-z0-9-]*$/);
/** Which networks and readers there are, the registries of `models/` know, and check where an id comes in. */
export const networkIdSchema = z.string();
export const readerIdSchema = z.string();
/** `compatible` repeats the published code in every detail; `correct` is good practice. See models/README.md. */
export const modeSchema = z.enum(['correct', 'compatible']);

/** Height in pixels at which TSRN sees a crop; `auto` keeps 16 to 32 and brings others into that range. */
export const heightSchema = z.union([z.literal('auto'), z.number().int().min(8).max(256)]);

const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** The path of a picture, or its encoded bytes and what messages call it. */
const pictureSchema = z.union([
  z.string(),
  z.object({
    name: z.string(),
    bytes: bytesSchema,
    /** How its text runs as captured, where not from left to right: it is read, restored and learnt from upright. */
    direction: directionSchema.exactOptional(),
  }),
]);

/** What the host holds ready: an engine, and with it the networks that the job needs. */
export const openOptionsSchema = z.object({
  engine: z.union([engineIdSchema, z.literal('auto')]),
  /** Path of the weights for super-resolution; none for jobs that only read. */
  superResolution: z.string().optional(),
  /** Path of the weights of the reader that needs some. */
  recognition: z.string().optional(),
  readers: z.array(readerIdSchema),
  /** Find lines of text on photos. */
  detection: z.boolean().exactOptional(),
  mode: modeSchema,
  height: heightSchema,
  software: z.string(),
});

const sizeSchema = z.object({ width: z.number().int(), height: z.number().int() });

export const readingSchema = z.object({
  text: z.string(),
  confidence: z.number(),
  characters: z.array(z.object({ character: z.string(), confidence: z.number() })),
});

const weightsSchema = z.object({ name: z.string(), sha256: z.string() });

export const openedSchema = z.object({
  engine: engineIdSchema,
  device: z.string(),
  superResolution: weightsSchema.extend({ scale: z.number(), parameters: z.number() }).optional(),
  detector: z.object({ title: z.string(), sha256: z.string() }).optional(),
  readers: z.array(
    weightsSchema.extend({ id: readerIdSchema, title: z.string(), alphabet: z.array(z.string()).optional() }),
  ),
});

const inputSchema = sizeSchema.extend({
  sha256: z.string(),
  bytes: z.number(),
  format: z.string(),
  bitDepth: z.number(),
  orientation: z.number(),
  alpha: z.boolean(),
  /** What was put behind transparency; white where it is not there. */
  ground: z.enum(['white', 'black']).optional(),
  /** What an embedded colour profile calls itself. Stored values are used as they are: it is reported, not applied. */
  profile: z.string().optional(),
  /** From 1, of how many pages, frames or pictures the file holds; not there where it holds one. */
  page: z.object({ number: z.int(), of: z.int() }).optional(),
  /** How its text runs, where not from left to right; sizes are as captured. */
  direction: directionSchema.optional(),
});

/** Milliseconds spent on the batch that an item was part of, divided by the batch. */
const timesSchema = z.object({
  decode: z.number(),
  superResolution: z.number().optional(),
  reading: z.number().optional(),
  invention: z.number().optional(),
  encode: z.number().optional(),
});

/** How sure a restoration is, measured without knowing the truth: means over the picture, of values in 0..1. */
export const inventionSchema = z.object({
  /** Of the absolute difference between the restoration shrunk back and its input. */
  inconsistency: z.number(),
  /** Of the standard deviation over restorations of slightly changed copies of the input. */
  variance: z.number(),
});

export const restoredSchema = z.object({
  input: inputSchema,
  lowResolution: sizeSchema,
  output: sizeSchema.extend({ sha256: z.string() }),
  /** Where the picture has more rows than the network enlarges: it is legible already, and `output` is the picture itself. */
  leftAsItIs: z.boolean().optional(),
  /** Where a map was asked for. */
  invention: inventionSchema.extend({ sha256: z.string() }).optional(),
  readings: z.array(z.object({ reader: readerIdSchema, input: readingSchema, output: readingSchema })),
  milliseconds: timesSchema,
});

export const readSchema = z.object({
  input: inputSchema,
  readings: z.array(z.object({ reader: readerIdSchema, reading: readingSchema })),
  milliseconds: timesSchema,
});

/** Where lines begin. */
export const writingSchema = z.enum(['ltr', 'rtl']);

const pointSchema = z.tuple([z.number(), z.number()]).readonly();
/** A line on a photo, in pixels of the upright picture. */
const readLineSchema = z.object({
  /** Corners from where its text begins at the top, round to where it begins at the bottom. */
  quad: z.tuple([pointSchema, pointSchema, pointSchema, pointSchema]).readonly(),
  /** On which its letters stand, from its beginning on. */
  baseline: z.array(pointSchema),
  /** Of its picture at its own resolution. */
  size: sizeSchema,
  /** 0..1, the detector's own opinion that it is text. */
  confidence: z.number(),
  /** `legible`: taller than what the network enlarges, so it stays as it is; `kept`: that was not wanted, or not possible. */
  restoration: z.enum(['restored', 'legible', 'kept']),
  /** `restored` is null where it was not restored. */
  readings: z.array(z.object({ reader: readerIdSchema, input: readingSchema, restored: readingSchema.nullable() })),
  /** Which reading of the first reader is taken, by evidence. */
  chosen: z.enum(['input', 'restored']),
  text: z.string(),
});
/** A photo read line by line. */
export const readPageSchema = z.object({
  input: inputSchema,
  /** In which most text runs, in degrees from the x axis, clockwise, −180..180. */
  angle: z.number(),
  writing: writingSchema,
  /** Lines that belong together, in reading order. */
  blocks: z.array(z.array(readLineSchema)),
  milliseconds: z.object({
    decode: z.number(),
    detection: z.number(),
    cutting: z.number(),
    superResolution: z.number(),
    reading: z.number(),
  }),
});

const qualitySchema = z.object({ meanSquaredError: z.number(), psnr: z.number(), ssim: z.number() });

export const comparedSchema = z.object({
  lowResolution: sizeSchema,
  bicubic: qualitySchema,
  restored: qualitySchema,
  readings: z.array(
    z.object({
      reader: readerIdSchema,
      bicubic: readingSchema,
      restored: readingSchema,
      highResolution: readingSchema,
    }),
  ),
});

export const benchmarkSchema = z.object({
  engine: engineIdSchema,
  device: z.string(),
  /** TSRN ×2 on 16×64 crops. */
  imagesPerSecond: z.number(),
});

/** A result for one item of a batch: one bad file never fails its neighbours. */
export function outcomeOf<T extends z.ZodType>(value: T) {
  return z.union([
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), problem: problemSchema }),
  ]);
}

const restoreItemSchema = z.object({
  input: pictureSchema,
  output: z.string(),
  /** Where to write the map of what was invented. */
  invention: z.string().exactOptional(),
});
const pairSchema = z.object({ lr: pictureSchema, hr: pictureSchema });
const viewReadingsSchema = z.array(z.object({ reader: readerIdSchema, reading: readingSchema }));

/** One picture with everything there is to report of it; pictures are PNGs. */
export const previewSchema = z.object({
  /** Of `pictures.lr`. */
  input: sizeSchema,
  /** LR as the network saw it. */
  lowResolution: sizeSchema,
  output: sizeSchema,
  /** `lr` as it came, upright; the others in the restoration's size. `invention` is an overlay with alpha. */
  pictures: z.object({
    lr: bytesSchema,
    bicubic: bytesSchema,
    restored: bytesSchema,
    hr: bytesSchema.nullable(),
    invention: bytesSchema,
  }),
  readings: z.object({
    lr: viewReadingsSchema,
    bicubic: viewReadingsSchema,
    restored: viewReadingsSchema,
    hr: viewReadingsSchema.nullable(),
  }),
  /** Against HR, where there is one. */
  metrics: z.object({ bicubic: qualitySchema, restored: qualitySchema }).nullable(),
  invention: inventionSchema,
});

/** A pair as PNGs: as seen by the network, enlarged, restored, and the truth. */
const illustrationSchema = z.object({ lr: bytesSchema, bicubic: bytesSchema, restored: bytesSchema, hr: bytesSchema });

/** Fonts, words and real crops that a synthesis found. */
const synthesisFoundSchema = z.object({
  fonts: z.array(z.object({ file: z.string(), sha256: z.string() })),
  words: z.object({ file: z.string().nullable(), sha256: z.string(), count: z.int() }),
  /** By their labels; null where every text is drawn. */
  real: z.object({ sha256: z.string(), count: z.int() }).nullable(),
});
/** A pair of rendered text or of a real crop; pictures are PNGs. */
const syntheticPairSchema = z.object({
  number: z.int(),
  text: z.string(),
  /** The font, or the real crop. */
  source: z.object({ file: z.string(), sha256: z.string() }),
  difficulty: z.enum(['easy', 'medium', 'hard']),
  lr: bytesSchema,
  hr: bytesSchema,
});

/** What a training begins with, or goes on from. */
const trainingOptionsSchema = z.object({
  engine: z.union([engineIdSchema, z.literal('auto')]),
  /** Path of the weights to start from. */
  weights: z.string(),
  /** Path of a checkpoint of the same training, which then counts instead of the weights. */
  checkpoint: z.string().optional(),
  betas: z.tuple([z.number(), z.number()]),
  clipNorm: z.number(),
  /** Of TSRN, see `Recipe`. */
  loss: z.string(),
  /** Parameters whose names begin so stay as they are. */
  frozen: z.array(z.string()),
  /** Path of the TSRN weights that restore pictures before CRNN sees them. */
  restorer: z.string().optional(),
});
const trainingOpenedSchema = z.object({
  engine: engineIdSchema,
  device: z.string(),
  network: networkIdSchema,
  /** Of the weights that it began with. */
  base: weightsSchema,
  alphabet: z.array(z.string()).optional(),
  /** Of the checkpoint. */
  facts: z.record(z.string(), z.string()).optional(),
});
/** What is read; `restored`: what the session's or the training's TSRN makes of it. */
const readableSchema = z.object({ input: pictureSchema, restored: z.boolean().exactOptional() });
/** One batch, its pictures brought to one width at the height that the network is trained at. */
const trainingBatchSchema = z.object({
  /** Columns of LR for TSRN, of the picture for CRNN. */
  width: z.int().positive(),
  learningRate: z.number().positive(),
  /** Of the project. */
  samples: z.union([z.array(pairSchema), z.array(readableSchema.extend({ transcription: z.string() }))]),
  /** Drawn beside them, by their numbers; of CRNN, the side that is read. */
  synthetic: z
    .object({
      config: synthesisConfigSchema,
      pairs: z.array(z.object({ number: z.int().min(0), side: trainingSideSchema })),
    })
    .optional(),
  /** How much the samples are varied, 0..1; the same seed varies them alike. */
  augmentation: z.object({ strength: z.number(), seed: z.int() }).optional(),
});
const trainingStepSchema = z.object({
  loss: z.number(),
  /** Parts of the loss, before their weights. */
  parts: z.record(z.string(), z.number()),
  /** Before clipping. */
  gradientNorm: z.number(),
});

/** Every call of the host: its argument and its result. */
export const computeCalls = {
  open: { argument: openOptionsSchema, result: openedSchema },
  restore: { argument: z.array(restoreItemSchema), result: z.array(outcomeOf(restoredSchema)) },
  read: { argument: z.array(readableSchema), result: z.array(outcomeOf(readSchema)) },
  /** Finds the lines of a photo, restores the small ones, reads all before and after, and puts them in order. */
  readPage: {
    argument: z.object({ input: z.string(), writing: z.union([z.literal('auto'), writingSchema]) }),
    result: readPageSchema,
  },
  compare: { argument: z.array(pairSchema), result: z.array(outcomeOf(comparedSchema)) },
  preview: { argument: z.object({ lr: pictureSchema, hr: pictureSchema.nullable() }), result: previewSchema },
  illustrate: { argument: pairSchema, result: illustrationSchema },
  benchmark: { argument: z.object({ engine: engineIdSchema, batch: z.int().positive() }), result: benchmarkSchema },
  /** Finds what a synthesis draws with. */
  openSynthesis: { argument: synthesisConfigSchema, result: synthesisFoundSchema },
  /** Makes the pairs of these numbers. */
  synthesise: {
    argument: z.object({ config: synthesisConfigSchema, numbers: z.array(z.int().min(0)) }),
    result: z.array(syntheticPairSchema),
  },
  beginTraining: { argument: trainingOptionsSchema, result: trainingOpenedSchema },
  /** Fails with `diverged`, and changes nothing, where loss or gradient is not finite. */
  trainStep: { argument: trainingBatchSchema, result: trainingStepSchema },
  saveTraining: {
    argument: z.object({ checkpoint: z.string(), facts: z.record(z.string(), z.string()) }),
    result: z.null(),
  },
  /** Makes the network as it is trained now the one that `compare` and `read` use. */
  tryTraining: { argument: openOptionsSchema, result: z.null() },
  endTraining: { argument: z.null(), result: z.null() },
  /** Writes the weights of a checkpoint as safetensors. */
  exportTrained: { argument: z.object({ checkpoint: z.string(), file: z.string() }), result: z.null() },
  exportOnnx: {
    argument: z.object({ weights: z.string(), file: z.string(), software: z.string() }),
    result: z.object({ bytes: z.int() }),
  },
} as const;

export type ComputeCall = keyof typeof computeCalls;
export type ComputeArgument<C extends ComputeCall> = z.infer<(typeof computeCalls)[C]['argument']>;
export type ComputeResult<C extends ComputeCall> = z.infer<(typeof computeCalls)[C]['result']>;

export type Illustration = z.infer<typeof illustrationSchema>;
export type SynthesisFound = z.infer<typeof synthesisFoundSchema>;
export type SyntheticPairData = z.infer<typeof syntheticPairSchema>;
export type TrainingBatch = z.infer<typeof trainingBatchSchema>;
export type TrainingOptions = z.infer<typeof trainingOptionsSchema>;
export type TrainingOpened = z.infer<typeof trainingOpenedSchema>;
export type TrainingStepResult = z.infer<typeof trainingStepSchema>;
export type Picture = z.infer<typeof pictureSchema>;
export type OpenOptions = z.infer<typeof openOptionsSchema>;
export type Opened = z.infer<typeof openedSchema>;
export type Restored = z.infer<typeof restoredSchema>;
export type ReadResult = z.infer<typeof readSchema>;
export type ReadLine = z.infer<typeof readLineSchema>;
export type ReadPage = z.infer<typeof readPageSchema>;
export type Compared = z.infer<typeof comparedSchema>;
export type PreviewResult = z.infer<typeof previewSchema>;
export type Quality = z.infer<typeof qualitySchema>;
export type ReaderId = z.infer<typeof readerIdSchema>;
export type Mode = z.infer<typeof modeSchema>;
export type EngineChoice = OpenOptions['engine'];
export type ReadingData = z.infer<typeof readingSchema>;
export type Benchmark = z.infer<typeof benchmarkSchema>;
export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: z.infer<typeof problemSchema> };

export const computeRequestSchema = z.object({
  id: z.number().int(),
  call: z.enum(Object.keys(computeCalls) as [ComputeCall, ...ComputeCall[]]),
  argument: z.unknown(),
});

export const computeResponseSchema = z.object({
  id: z.number().int(),
  outcome: outcomeOf(z.unknown()),
});
