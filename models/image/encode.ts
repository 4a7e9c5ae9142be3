import { CompressionType, FilterType, Transformer } from '@napi-rs/image';
import type { Raster } from './raster.ts';

/**
 * A lossless 8-bit RGB PNG. Compresses quickly rather than tightly (about 35 µs for 128×32, within a few per cent of the
 * default level's size), on a worker thread.
 */
export async function encodePng(raster: Raster): Promise<Uint8Array> {
  return new Transformer(ppmOf(raster)).png({
    compressionType: CompressionType.Fast,
    filterType: FilterType.Paeth,
  });
}

/** A lossless PNG of 8-bit RGBA pixels, 4 bytes each, row by row; alpha is not premultiplied. */
export async function encodePngWithAlpha(width: number, height: number, data: Uint8Array): Promise<Uint8Array> {
  if (data.length !== 4 * width * height) {
    throw new RangeError(`${data.length} bytes are no ${width}×${height} RGBA image`);
  }
  return Transformer.fromRgbaPixels(data, width, height).png({
    compressionType: CompressionType.Fast,
    filterType: FilterType.Paeth,
  });
}

/** The raster behind a PPM header: the image library takes bare pixels only with an alpha channel, which a PNG would keep. */
export function ppmOf({ width, height, data }: Raster): Uint8Array {
  if (data.length !== 3 * width * height) {
    throw new RangeError(`${data.length} bytes are no ${width}×${height} RGB image`);
  }
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`, 'latin1'), data]);
}
