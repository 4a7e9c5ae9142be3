import { z } from 'zod';
import { engineIdSchema } from './compute.ts';
import { problemSchema } from './problem.ts';

/** An engine, whether it works on this computer or not. */
export const engineSchema = z.object({ id: engineIdSchema, title: z.string(), canTrain: z.boolean() });

/** An engine on this computer: usable with a device, or the exact reason why not. */
export const engineLineSchema = z.object({ engine: engineIdSchema, title: z.string(), canTrain: z.boolean() }).and(
  z.union([
    z.object({
      usable: z.literal(true),
      device: z.string(),
      /** Slower than the processor itself, as software graphics adapters are; never chosen by itself. */
      slow: z.literal(true).optional(),
      /** TSRN ×2 on 16×64 crops, batch 8; batch 1 on a slow device; where it was measured. */
      imagesPerSecond: z.number().optional(),
      /** Where measuring took too long: the speed is below this. */
      imagesPerSecondBelow: z.number().optional(),
    }),
    z.object({ usable: z.literal(false), problem: problemSchema }),
  ]),
);

/** An execution provider of onnxruntime. */
export const providerLineSchema = z
  .object({ provider: z.string(), chosen: z.boolean() })
  .and(
    z.union([
      z.object({ usable: z.literal(true), imagesPerSecond: z.number() }),
      z.object({ usable: z.literal(false), reason: z.string() }),
    ]),
  );

export const packStatusSchema = z
  .object({ folder: z.string() })
  .and(
    z.union([
      z.object({ installed: z.literal(true), bytes: z.number(), tensorflow: z.string() }),
      z.object({ installed: z.literal(false), problem: problemSchema }),
    ]),
  );

export const engineReportSchema = z.object({
  software: z.string(),
  platform: z.string(),
  engines: z.array(engineLineSchema),
  /** Where engines were measured. */
  onnxProviders: z.array(providerLineSchema).optional(),
  tensorflowPack: packStatusSchema,
});

/** The wheel to build the TensorFlow pack from, and what its SHA-256 must be. */
export const packRequestSchema = z.object({
  from: z.union([z.object({ wheel: z.string() }), z.object({ url: z.string() })]),
  sha256: z.string().exactOptional(),
});
export const packProgressSchema = z.object({
  step: z.enum(['download', 'verify', 'extract', 'compile', 'test']),
  bytes: z.number().optional(),
  total: z.number().optional(),
});
export const installedPackSchema = z.object({ folder: z.string(), device: z.string(), tensorflow: z.string() });

export type EngineData = z.infer<typeof engineSchema>;
export type EngineLine = z.infer<typeof engineLineSchema>;
export type ProviderLine = z.infer<typeof providerLineSchema>;
export type PackStatusData = z.infer<typeof packStatusSchema>;
export type EngineReportData = z.infer<typeof engineReportSchema>;
export type PackRequest = z.infer<typeof packRequestSchema>;
export type PackProgressData = z.infer<typeof packProgressSchema>;
export type InstalledPackData = z.infer<typeof installedPackSchema>;
