import { z } from 'zod';
import type { TensorData } from '../../base/tensor.ts';
import { toGrey } from '../../image/luminance.ts';
import type { Raster } from '../../image/raster.ts';
import { resizeBicubic } from '../../image/resize.ts';
import { crnnInput } from '../../image/tensors.ts';
import { MORAN_SIZE } from './rectification.ts';

/** Grey 32×100 as (x − mean) / std of values in 0..1. */
export const moranInputSchema = z.object({ mean: z.number(), std: z.number().positive() });
export type MoranInput = z.infer<typeof moranInputSchema>;

/** (N, 1, 32, 100) of rasters of any sizes. */
export const moranInput = (rasters: readonly Raster[], normalisation: MoranInput): TensorData =>
  crnnInput(
    rasters.map((raster) => resizeBicubic(toGrey(raster), MORAN_SIZE.width, MORAN_SIZE.height)),
    normalisation,
  );
