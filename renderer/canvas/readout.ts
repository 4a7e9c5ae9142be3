import type { Point, Size } from './picture.ts';

/** The pixel of a picture at a point of the frame, both as captured; `undefined` beside it. */
export function pixelAt({ x, y }: Point, frame: Size, picture: Size): Point | undefined {
  if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) return undefined;
  return {
    x: Math.min(picture.width - 1, Math.floor((x / frame.width) * picture.width)),
    y: Math.min(picture.height - 1, Math.floor((y / frame.height) * picture.height)),
  };
}
