import type { Rect, Size } from './picture.ts';
import { turnedSize, turnMatrix, type Turns } from './turn.ts';
import type { View } from './view.ts';

/** A picture on a pane: `size` is its own, as captured, by which the grid goes; `image` may have fewer pixels. */
export interface Layer {
  image: CanvasImageSource;
  size: Size;
  pane: Rect;
  /** What of the pane it may cover; all of it where not given. */
  clip?: Rect | undefined;
  /** Lies over the picture, as large as it. */
  overlay?: { image: CanvasImageSource; opacity: number } | undefined;
}

export interface Scene {
  layers: readonly Layer[];
  view: View;
  /** As captured. */
  frame: Size;
  turns: Turns;
  smooth: boolean;
  grid: boolean;
  /** Device pixels per CSS pixel. */
  density: number;
}

/** Draws the scene onto a cleared canvas whose size in device pixels is already right. */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { density, layers } = scene;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (const layer of layers) {
    const { x, y, width, height } = layer.clip ?? layer.pane;
    context.save();
    context.setTransform(density, 0, 0, density, 0, 0);
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    drawPicture(context, layer, scene);
    if (scene.grid) drawGrid(context, layer, scene);
    context.restore();
  }
}

function drawPicture(context: CanvasRenderingContext2D, { image, pane, overlay }: Layer, scene: Scene): void {
  const { view, frame, turns, smooth } = scene;
  context.save();
  context.translate(pane.x + pane.width / 2, pane.y + pane.height / 2);
  context.scale(view.scale, view.scale);
  context.translate(-view.x, -view.y);
  context.transform(...turnMatrix(frame, turns));
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, frame.width, frame.height);
  if (overlay) {
    context.globalAlpha = overlay.opacity;
    context.drawImage(overlay.image, 0, 0, frame.width, frame.height);
  }
  context.restore();
}

function drawGrid(context: CanvasRenderingContext2D, { pane, size }: Layer, scene: Scene): void {
  const { view, turns, density } = scene;
  const frame = turnedSize(scene.frame, turns);
  const { columns, rows } = pixelEdges(view, pane, frame, turnedSize(size, turns));
  if (columns.length === 0 || rows.length === 0) return;
  const left = pane.x + (columns[0] as number);
  const right = pane.x + (columns.at(-1) as number);
  const top = pane.y + (rows[0] as number);
  const bottom = pane.y + (rows.at(-1) as number);
  // Grey that is seen on dark and on light pixels alike.
  context.strokeStyle = 'rgb(128 128 128 / 0.45)';
  context.lineWidth = 1 / density;
  context.beginPath();
  for (const x of columns) {
    context.moveTo(pane.x + x, top);
    context.lineTo(pane.x + x, bottom);
  }
  for (const y of rows) {
    context.moveTo(left, pane.y + y);
    context.lineTo(right, pane.y + y);
  }
  context.stroke();
}

/** CSS pixels that a pixel must have for its edges to be drawn; closer, they would hide the text. */
const LEAST_SPACING = 12;

/**
 * Where the edges of a picture's own pixels are in a pane, in CSS pixels from its top left corner. Empty where they would
 * be too close, so a coarse LR shows its pixels earlier than HR. Sizes are as turned.
 */
export function pixelEdges(view: View, pane: Size, frame: Size, picture: Size): { columns: number[]; rows: number[] } {
  return {
    columns: edges(view.x, view.scale, pane.width, frame.width, picture.width),
    rows: edges(view.y, view.scale, pane.height, frame.height, picture.height),
  };
}

function edges(centre: number, scale: number, pane: number, frame: number, pixels: number): number[] {
  const spacing = (frame / pixels) * scale;
  if (spacing < LEAST_SPACING) return [];
  const origin = pane / 2 - centre * scale;
  const first = Math.max(0, Math.ceil(-origin / spacing));
  const last = Math.min(pixels, Math.floor((pane - origin) / spacing));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => origin + (first + i) * spacing);
}
