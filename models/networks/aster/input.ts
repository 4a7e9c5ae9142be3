import { z } from 'zod';
import type { TensorData } from '../../base/tensor.ts';
import type { Raster } from '../../image/raster.ts';
import { tsrnInput } from '../../image/tensors.ts';

/** RGB as (x − mean) / std of values in 0..1, at this size. */
export const asterInputSchema = z.object({
  height: z.int().min(1),
  width: z.int().min(1),
  mean: z.number(),
  std: z.number().positive(),
});
export type AsterInput = z.infer<typeof asterInputSchema>;

/** (N, 3, H, W) of rasters of one size. */
export function asterInput(rasters: readonly Raster[], { mean, std }: Pick<AsterInput, 'mean' | 'std'>): TensorData {
  const { shape, data } = tsrnInput(rasters, false);
  return { shape, data: data.map((value) => (value - mean) / std) };
}
