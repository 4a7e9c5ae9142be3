import { JsColorType, Orientation, Transformer, type Metadata } from '@napi-rs/image';
import { Problem } from '../base/problem.ts';
import { damagedImage, unsupportedImage, type ExifOrientation, type ImageFormat } from './formats/header.ts';

/** Pixels as the file stores them, interleaved, in the machine's byte order. */
export interface Samples {
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  channels: number;
  data: Uint8Array | Uint16Array;
}

const LAYOUTS: Partial<Record<JsColorType, { channels: number; bytes: 1 | 2 }>> = {
  [JsColorType.L8]: { channels: 1, bytes: 1 },
  [JsColorType.La8]: { channels: 2, bytes: 1 },
  [JsColorType.Rgb8]: { channels: 3, bytes: 1 },
  [JsColorType.Rgba8]: { channels: 4, bytes: 1 },
  [JsColorType.L16]: { channels: 1, bytes: 2 },
  [JsColorType.La16]: { channels: 2, bytes: 2 },
  [JsColorType.Rgb16]: { channels: 3, bytes: 2 },
  [JsColorType.Rgba16]: { channels: 4, bytes: 2 },
};

const TURNS: Record<ExifOrientation, Orientation> = {
  1: Orientation.Horizontal,
  2: Orientation.MirrorHorizontal,
  3: Orientation.Rotate180,
  4: Orientation.MirrorVertical,
  5: Orientation.MirrorHorizontalAndRotate270Cw,
  6: Orientation.Rotate90Cw,
  7: Orientation.MirrorHorizontalAndRotate90Cw,
  8: Orientation.Rotate270Cw,
};

/** What the library says of images that are sound but beyond it. */
const UNSUPPORTED = /not support|unsupported/i;
const OUT_OF_LIMITS = /memory limit/i;

export interface Source {
  /** How messages call the image. */
  name: string;
  format: ImageFormat;
  bytes: Uint8Array;
}

/**
 * Decodes on a worker thread and turns the picture upright. `expected` is the size that the header gives; a file whose
 * pixels have another is damaged. Throws `image-damaged`, `not-an-image` (a variant that the library lacks) and
 * `image-too-large`.
 */
export async function decodeNatively(
  { name, format, bytes }: Source,
  expected: { width: number; height: number; orientation: ExifOrientation },
): Promise<Samples> {
  let metadata: Metadata;
  let pixels: Buffer;
  try {
    const transformer = new Transformer(bytes);
    metadata = await transformer.metadata();
    if (expected.orientation !== 1) transformer.rotate(TURNS[expected.orientation]);
    pixels = await transformer.rawPixels();
  } catch (error) {
    throw translate(error, name, format);
  }
  const layout = LAYOUTS[metadata.colorType];
  if (!layout) throw unsupportedImage(name, format, 'floating-point samples');
  const { width, height, orientation } = expected;
  const { channels, bytes: size } = layout;
  if (metadata.width !== width || metadata.height !== height || pixels.length !== width * height * channels * size) {
    throw damagedImage(name, format);
  }
  const lies = orientation >= 5;
  return {
    width: lies ? height : width,
    height: lies ? width : height,
    channels,
    data: size === 1 ? bytesOf(pixels) : wordsOf(pixels),
  };
}

const bytesOf = (buffer: Buffer): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);

function wordsOf(buffer: Buffer): Uint16Array {
  const aligned = buffer.byteOffset % 2 === 0 ? buffer : new Uint8Array(buffer);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

function translate(error: unknown, name: string, format: ImageFormat): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (OUT_OF_LIMITS.test(message)) {
    return new Problem('picture-needs-memory', { name }, { cause: error });
  }
  return UNSUPPORTED.test(message)
    ? unsupportedImage(name, format, 'an unusual compression or colour format', error)
    : damagedImage(name, format, error);
}
