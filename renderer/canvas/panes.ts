import type { Rect, Size } from './picture.ts';

/** CSS pixels between panes. */
export const PANE_GAP = 8;

/**
 * Equal panes for so many pictures of this aspect, in reading order: stacked, in columns, or both, whichever shows the
 * pictures largest.
 */
export function panesFor(pictures: number, area: Size, frame: Size): Rect[] {
  if (pictures < 1) return [];
  const choices = Array.from({ length: pictures }, (_, i) => grid(pictures, i + 1, area));
  const scaleOf = ([pane]: Rect[]) => (pane ? Math.min(pane.width / frame.width, pane.height / frame.height) : 0);
  return choices.reduce((best, choice) => (scaleOf(choice) > scaleOf(best) ? choice : best));
}

function grid(pictures: number, columns: number, area: Size): Rect[] {
  const rows = Math.ceil(pictures / columns);
  const width = Math.max(1, (area.width - PANE_GAP * (columns - 1)) / columns);
  const height = Math.max(1, (area.height - PANE_GAP * (rows - 1)) / rows);
  return Array.from({ length: pictures }, (_, i) => ({
    x: (i % columns) * (width + PANE_GAP),
    y: Math.floor(i / columns) * (height + PANE_GAP),
    width,
    height,
  }));
}

/** The pane at a place of the area, the last one where gaps make it none. */
export function paneAt(panes: readonly Rect[], x: number, y: number): Rect | undefined {
  const inside = ({ x: left, y: top, width, height }: Rect) =>
    x >= left && x < left + width && y >= top && y < top + height;
  return panes.find(inside) ?? panes.at(-1);
}
