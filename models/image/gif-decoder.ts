import { createCanvas, loadImage } from '@napi-rs/canvas';
import { damagedImage, type ImageHeader } from './formats/header.ts';
import type { Samples, Source } from './native-decoder.ts';

/** Decodes the first frame of a GIF to RGBA. Throws `image-damaged`. */
export async function decodeGif({ name, bytes }: Source, { width, height }: ImageHeader): Promise<Samples> {
  try {
    const image = await loadImage(bytes);
    if (image.width !== width || image.height !== height) throw new RangeError('of another size');
    const context = createCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, channels: 4, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  } catch (error) {
    throw damagedImage(name, 'gif', error);
  }
}
