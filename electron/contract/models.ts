import { z } from 'zod';
import { modelNameSchema } from './model-name.ts';
import { problemSchema } from './problem.ts';

/** What is known of a model's weights. */
export const modelFactsSchema = z.object({
  name: z.string(),
  title: z.string(),
  network: z.enum(['tsrn', 'crnn']),
  /** The network with its size, as people call it. */
  networkTitle: z.string(),
  parameters: z.int(),
  precision: z.enum(['F32', 'F16']),
  sha256: z.string(),
  /** Of a CRNN: its characters in class order. */
  alphabet: z.array(z.string()).optional(),
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
});

export const modelExportSchema = z.object({
  /** A name of `models.list`, or a path. */
  model: z.string(),
  file: z.string(),
  /** `safetensors-half`: in half precision. */
  format: z.enum(['onnx', 'safetensors', 'safetensors-half']),
});

export type ModelFacts = z.infer<typeof modelFactsSchema>;
export type ListedModelData = z.infer<typeof listedModelSchema>;
export type ModelImport = z.infer<typeof modelImportSchema>;
export type ModelExport = z.infer<typeof modelExportSchema>;
