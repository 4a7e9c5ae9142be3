import { z } from 'zod';
import type { Raster } from '../image/raster.ts';
import { tsrnInput, tsrnOutput } from '../image/tensors.ts';

/** What a super-resolution network's configuration says of its pictures: whether the mask is a fourth plane. */
export interface ColourConfig {
  mask: boolean;
}

/** Input and output planes: R, G, B and, with `mask`, the mask. */
export const planesOf = ({ mask }: ColourConfig): number => (mask ? 4 : 3);

/** Of the input that the published code trains with. */
export const PUBLISHED_SIZE = { height: 16, width: 64 } as const;

/** RGB in 0..1 and, where its configuration says so, the luminance-mean mask as a fourth plane. */
const input = z.object({
  range: z.tuple([z.literal(0), z.literal(1)]),
  height: z.int().min(1),
  mask: z.literal('luminance-mean').nullable(),
});
export type ColourInput = z.infer<typeof input>;

/** How the networks of TextZoom's super-resolution take pictures and give them back: parts of a descriptor. */
export const colourPictures = {
  input,
  usualInput: ({ mask }: ColourConfig): ColourInput => ({
    ...{ range: [0, 1], height: PUBLISHED_SIZE.height },
    mask: mask ? 'luminance-mean' : null,
  }),
  toInput: (rasters: readonly Raster[], { mask }: ColourConfig) => tsrnInput(rasters, mask),
  toPictures: tsrnOutput,
};

/** The shape of one picture as input, and what of it may be of any size. */
export const colourExample = {
  example: (config: ColourConfig): [number, number, number, number] => [
    ...([1, planesOf(config), PUBLISHED_SIZE.height, PUBLISHED_SIZE.width] as const),
  ],
  free: { 0: 'batch', 2: 'height', 3: 'width' },
} as const;
