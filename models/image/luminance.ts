import type { GreyRaster, Raster } from './raster.ts';

/** ITU-R 601 luma in 16-bit fixed point, equal to Pillow's `convert('L')` to the last bit. */
export function toGrey(raster: Raster): GreyRaster {
  const { width, height, data: rgb } = raster;
  const data = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < data.length; i++, at += 3) {
    const weighted = 19595 * (rgb[at] as number) + 38470 * (rgb[at + 1] as number) + 7471 * (rgb[at + 2] as number);
    data[i] = (weighted + 0x8000) >> 16;
  }
  return { width, height, data };
}

/**
 * The published binary mask: 0 where a pixel is brighter than the image's mean luminance, else 255. Dark text comes out
 * white; light text on dark ground comes out inverted. Taken after the image was brought to its network size.
 */
export function luminanceMask(raster: Raster): GreyRaster {
  const { width, height, data: grey } = toGrey(raster);
  let sum = 0;
  for (const value of grey) sum += value;
  const mean = sum / grey.length;
  return { width, height, data: grey.map((value) => (value > mean ? 0 : 255)) };
}
