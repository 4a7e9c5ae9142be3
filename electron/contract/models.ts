import { z } from 'zod';
import { networkIdSchema, readerIdSchema } from './compute.ts';
import { modelNameSchema } from './model-name.ts';
import { problemSchema } from './problem.ts';

export const purposeSchema = z.enum(['super-resolution', 'recognition']);

/** A network as lists and forms show it. */
export const networkFactsSchema = z.object({
  id: networkIdSchema,
  /** Short, for lists: TSRN. */
  name: z.string(),
  title: z.string(),
  purpose: purposeSchema,
  /** Null: it cannot be trained here. */
  training: z
    .object({
      learningRates: z.object({ correct: z.number(), compatible: z.number() }),
      /** How names of parameters begin that one may want to hold fast. */
      frozenExample: z.string(),
    })
    .nullable(),
});

export const readerFactsSchema = z.object({
  id: readerIdSchema,
  name: z.string(),
  /** Whose weights it needs; null: it is ready-made. */
  network: networkIdSchema.nullable(),
  isDefault: z.boolean(),
});

/** Everything that can be chosen, in the order of lists. */
export const networkListSchema = z.object({
  networks: z.array(networkFactsSchema),
  readers: z.array(readerFactsSchema),
});

/** What is known of a model's weights. */
export const modelFactsSchema = z.object({
  name: z.string(),
  title: z.string(),
  network: networkIdSchema,
  purpose: purposeSchema,
  /** The network with its size, as people call it. */
  networkTitle: z.string(),
  parameters: z.int(),
  precision: z.enum(['F32', 'F16']),
  sha256: z.string(),
  /** Of what reads: its characters in class order. */
  alphabet: z.array(z.string()).optional(),
  /** What a person reads when such weights are imported. */
  licenceNotice: z.string().optional(),
  provenance: z.looseObject({ source: z.string(), data: z.string(), licence: z.string(), created: z.string() }),
  metrics: z.record(z.string(), z.union([z.number(), z.string()])),
});

const place = {
  name: z.string(),
  weightsPath: z.string(),
  shipped: z.boolean(),
  /** Of the weights file. */
  bytes: z.number().optional(),
  /** Whether it is taken where nobody chooses. */
  isDefault: z.boolean(),
};
/** A model in a folder: sound, or what is wrong with it. */
export const listedModelSchema = z.union([
  z.object({ ...place, facts: modelFactsSchema }),
  z.object({ ...place, problem: problemSchema }),
]);

export const modelImportSchema = z.object({
  file: z.string(),
  name: modelNameSchema.exactOptional(),
  /** Of a CRNN: its characters in class order, without the blank. */
  alphabet: z.array(z.string()).exactOptional(),
  /** What weights of the network do not tell, by name, such as the scale of an SRCNN. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).exactOptional(),
});

export const modelExportSchema = z.object({
  /** A name of `models.list`, or a path. */
  model: z.string(),
  file: z.string(),
  /** `safetensors-half`: in half precision. */
  format: z.enum(['onnx', 'safetensors', 'safetensors-half']),
});

export type NetworkFacts = z.infer<typeof networkFactsSchema>;
export type NetworkList = z.infer<typeof networkListSchema>;
export type ModelFacts = z.infer<typeof modelFactsSchema>;
export type ListedModelData = z.infer<typeof listedModelSchema>;
export type ModelExport = z.infer<typeof modelExportSchema>;
