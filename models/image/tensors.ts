import type { TensorData } from '../base/tensor.ts';
import { luminanceMask } from './luminance.ts';
import type { GreyRaster, Raster } from './raster.ts';
import { resizeBicubicTorch } from './resize.ts';

/** Size to which the published code brings every image that CRNN reads. */
const PUBLISHED_READER_SIZE = { height: 32, width: 100 };

/** RGB planes (3, H, W) in 0..1. */
export function rgbPlanes(raster: Raster): TensorData {
  const { width, height } = raster;
  const data = new Float32Array(3 * width * height);
  writePlanes(raster, data, 0);
  return { shape: [3, height, width], data };
}

/**
 * Input of TSRN: (N, 3, H, W), or (N, 4, H, W) with the luminance mask as last plane, in 0..1. Rasters must be of one size,
 * already that of the network's input. Training targets have the same form.
 */
export function tsrnInput(rasters: readonly Raster[], mask: boolean): TensorData {
  const { width, height } = commonSize(rasters);
  const planes = mask ? 4 : 3;
  const area = width * height;
  const data = new Float32Array(rasters.length * planes * area);
  rasters.forEach((raster, n) => {
    writePlanes(raster, data, n * planes * area);
    if (!mask) return;
    const start = (n * planes + 3) * area;
    luminanceMask(raster).data.forEach((value, i) => (data[start + i] = value === 0 ? 0 : 1));
  });
  return { shape: [rasters.length, planes, height, width], data };
}

/**
 * 8-bit images from TSRN's output (N, 3|4, H, W): the first three planes, clamped to 0..1 and rounded to the nearest
 * level. A mask plane is dropped, as in the published demo.
 */
export function tsrnOutput(output: TensorData): Raster[] {
  const [n = 0, planes = 0, height = 0, width = 0] = output.shape;
  if (output.shape.length !== 4 || planes < 3) {
    throw new RangeError(`an output of shape (${output.shape.join()}) is not (N, 3, H, W) or (N, 4, H, W)`);
  }
  const area = width * height;
  return Array.from({ length: n }, (_, image) => {
    const start = image * planes * area;
    const data = new Uint8Array(3 * area);
    for (let plane = 0; plane < 3; plane++) {
      for (let i = 0, at = start + plane * area; i < area; i++, at++) {
        data[3 * i + plane] = Math.min(Math.max((output.data[at] as number) * 255, 0), 255) + 0.5;
      }
    }
    return { width, height, data };
  });
}

/** How a reader's pixels are scaled: (value / 255 − mean) / std. */
export interface Normalisation {
  mean: number;
  std: number;
}

/** Input of CRNN: (N, 1, H, W), normalised. Rasters must be of one size, already that of the network's input. */
export function crnnInput(rasters: readonly GreyRaster[], { mean, std }: Normalisation): TensorData {
  const { width, height } = commonSize(rasters);
  const area = width * height;
  const data = new Float32Array(rasters.length * area);
  const scaled = Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / std);
  rasters.forEach((raster, n) => {
    for (let i = 0; i < area; i++) data[n * area + i] = scaled[raster.data[i] as number] as number;
  });
  return { shape: [rasters.length, 1, height, width], data };
}

/**
 * Input of CRNN as the published evaluation makes it: RGB planes (N, 3|4, H, W), clamped nowhere, to grey 32×100 by
 * weights 0.299, 0.587, 0.114 and torch's bicubic resize. Stays in 0..1 though the reader was trained on −1..1; published
 * numbers need it so.
 */
export function compatibleCrnnInput(planes: TensorData): TensorData {
  const [n = 0, channels = 0, h = 0, w = 0] = planes.shape;
  if (planes.shape.length !== 4 || channels < 3) {
    throw new RangeError(`planes of shape (${planes.shape.join()}) are not (N, 3, H, W) or (N, 4, H, W)`);
  }
  const area = h * w;
  const grey = new Float32Array(n * area);
  for (let image = 0; image < n; image++) {
    const red = image * channels * area;
    for (let i = 0; i < area; i++) {
      grey[image * area + i] =
        0.299 * (planes.data[red + i] as number) +
        0.587 * (planes.data[red + area + i] as number) +
        0.114 * (planes.data[red + 2 * area + i] as number);
    }
  }
  const { height, width } = PUBLISHED_READER_SIZE;
  return resizeBicubicTorch({ shape: [n, 1, h, w], data: grey }, height, width);
}

function writePlanes({ width, height, data: rgb }: Raster, planes: Float32Array, start: number) {
  const area = width * height;
  for (let i = 0, at = 0; i < area; i++, at += 3) {
    planes[start + i] = (rgb[at] as number) / 255;
    planes[start + area + i] = (rgb[at + 1] as number) / 255;
    planes[start + 2 * area + i] = (rgb[at + 2] as number) / 255;
  }
}

function commonSize(rasters: readonly Raster[]): { width: number; height: number } {
  const [first] = rasters;
  if (!first) throw new RangeError('a batch needs at least one image');
  const odd = rasters.find(({ width, height }) => width !== first.width || height !== first.height);
  if (odd) {
    throw new RangeError(`a batch mixes ${first.width}×${first.height} and ${odd.width}×${odd.height} images`);
  }
  return first;
}
