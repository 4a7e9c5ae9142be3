// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the types of a package that brings none
/// <reference path="./openjpeg.d.ts" />
import openJpeg from '@cornerstonejs/codec-openjpeg/decode';
import { damagedImage, unsupportedImage, type ImageHeader } from './formats/header.ts';
import type { Samples, Source } from './native-decoder.ts';

const silent = () => undefined;
let started: ReturnType<typeof openJpeg> | undefined;

/**
 * Decodes JPEG 2000 by OpenJPEG, compiled to JavaScript; a few megapixels a second, in which nothing else of the process runs.
 * Throws `image-damaged`, also where data are missing, and `not-an-image` for other than grey and RGB of 8 or 16 bits.
 */
export async function decodeJpeg2000({ name, bytes }: Source, header: ImageHeader): Promise<Samples> {
  const { J2KDecoder } = await (started ??= openJpeg({ print: silent, printErr: silent }));
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo();
    const pixels = decoder.getDecodedBuffer();
    if (width !== header.width || height !== header.height) throw damagedImage(name, 'jpeg2000');
    const size = bitsPerSample > 8 ? 2 : 1;
    if (isSigned || ![1, 2, 3, 4].includes(componentCount) || bitsPerSample > 16) {
      throw unsupportedImage(name, 'jpeg2000', 'an unusual colour format');
    }
    if (pixels.length !== width * height * componentCount * size) throw damagedImage(name, 'jpeg2000');
    return { width, height, channels: componentCount, data: fullRange(Uint8Array.from(pixels), bitsPerSample) };
  } catch (error) {
    // What the decoder throws is a number, or a text of its own.
    if (error instanceof Error && error.name === 'Problem') throw error;
    throw damagedImage(name, 'jpeg2000', error);
  } finally {
    decoder.delete();
  }
}

/** Samples of so many bits over the whole range of 8 or 16. */
function fullRange(bytes: Uint8Array, bits: number): Uint8Array | Uint16Array {
  const samples = bits > 8 ? new Uint16Array(bytes.buffer, 0, bytes.length / 2) : bytes;
  if (bits === 8 || bits === 16) return samples;
  const top = 2 ** bits - 1;
  const full = bits > 8 ? 65535 : 255;
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round(((samples[i] as number) * full) / top);
  return samples;
}
