import type { Point, Size } from './picture.ts';

/** How all panes look at the frame. */
export interface View {
  /** CSS pixels per pixel of the frame. */
  scale: number;
  /** The point of the turned frame in the middle of each pane. */
  x: number;
  y: number;
}

export const MOST_ZOOM = 96;
const MARGIN = 8;

/** The whole frame in the middle of a pane. */
export function fitView(frame: Size, pane: Size): View {
  const across = Math.max(1, pane.width - 2 * MARGIN) / frame.width;
  const down = Math.max(1, pane.height - 2 * MARGIN) / frame.height;
  return { scale: Math.min(across, down, MOST_ZOOM), x: frame.width / 2, y: frame.height / 2 };
}

/** A frame point on a pane, from the pane's top left corner, in CSS pixels. */
export const toPane = (view: View, pane: Size, { x, y }: Point): Point => ({
  x: pane.width / 2 + (x - view.x) * view.scale,
  y: pane.height / 2 + (y - view.y) * view.scale,
});

/** The frame point at a place of a pane. */
export const toFrame = (view: View, pane: Size, { x, y }: Point): Point => ({
  x: view.x + (x - pane.width / 2) / view.scale,
  y: view.y + (y - pane.height / 2) / view.scale,
});

/** Zoomed to a scale so that what is at a place of the pane stays there. */
export function zoomTo(view: View, scale: number, pane: Size, at: Point): View {
  const { x, y } = toFrame(view, pane, at);
  const ratio = view.scale / scale;
  return { scale, x: x + (view.x - x) * ratio, y: y + (view.y - y) * ratio };
}

/** The picture moved by CSS pixels. */
export const panBy = (view: View, { x, y }: Point): View => ({
  ...view,
  x: view.x - x / view.scale,
  y: view.y - y / view.scale,
});

/** A view from which the frame can be found again: not too far, not too near, with part of the frame in the middle. */
export function keptInside(view: View, frame: Size, pane: Size): View {
  const least = Math.min(fitView(frame, pane).scale / 2, 1);
  return {
    scale: clamp(view.scale, least, MOST_ZOOM),
    x: clamp(view.x, 0, frame.width),
    y: clamp(view.y, 0, frame.height),
  };
}

export const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
