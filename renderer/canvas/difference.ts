import type { Size } from './picture.ts';

/**
 * The absolute difference of two pictures of equal size times a gain, opaque. All are RGBA, 8 bits a channel. Transparent
 * pixels count as they would look on black.
 */
export function differenceOf(
  one: Uint8ClampedArray,
  other: Uint8ClampedArray,
  gain: number,
): Uint8ClampedArray<ArrayBuffer> {
  const result = new Uint8ClampedArray(one.length);
  for (let i = 0; i < one.length; i += 4) {
    const onlyOne = (one[i + 3] as number) / 255;
    const onlyOther = (other[i + 3] as number) / 255;
    for (let channel = i; channel < i + 3; channel++) {
      const apart = (one[channel] as number) * onlyOne - (other[channel] as number) * onlyOther;
      result[channel] = Math.abs(apart) * gain;
    }
    result[i + 3] = 255;
  }
  return result;
}

/** Pixels beyond which differences are made of shrunk pictures, so that a large photo keeps up with the gain slider. */
const MOST_PIXELS = 2e6;

/** Where two pictures that show the same frame differ, as a picture of at most the frame's size. */
export function differencePicture(
  one: CanvasImageSource,
  other: CanvasImageSource,
  { frame, gain, smooth }: { frame: Size; gain: number; smooth: boolean },
): OffscreenCanvas {
  const shrink = Math.min(1, Math.sqrt(MOST_PIXELS / (frame.width * frame.height)));
  const width = Math.max(1, Math.round(frame.width * shrink));
  const height = Math.max(1, Math.round(frame.height * shrink));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  const pixelsOf = (image: CanvasImageSource) => {
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, width, height);
    return context.getImageData(0, 0, width, height).data;
  };
  const difference = differenceOf(pixelsOf(one), pixelsOf(other), gain);
  context.putImageData(new ImageData(difference, width, height), 0, 0);
  return canvas;
}
