import type { Point } from '../image/warp.ts';
import { borderOf, type Component, componentsOf, type ProbabilityMap } from './components.ts';
import { convexHull, minimalRectangle, type Rectangle } from './rectangle.ts';

/** A word, or as much of a line as the detector saw in one piece. */
export interface TextBox extends Rectangle {
  /** 0..1, the detector's own opinion. */
  confidence: number;
  /** Points along the middle of its letters, from one end of the longer side to the other. */
  spine: Point[];
  /** The convex hull of the letters' inner part, and how much larger than that the box is, in length and in breadth. */
  outline: Point[];
  growth: number;
}

/** As PaddleOCR sets them for this detector: least probability of a pixel and of a box, and how far boxes are grown. */
const PIXEL_THRESHOLD = 0.3;
const BOX_THRESHOLD = 0.6;
const GROWTH = 1.5;
/** Breadth in pixels of the map below which a component is noise. */
const LEAST_BREADTH = 3;

/**
 * Boxes of a map of probabilities, in its pixels: minimal rectangles of components, grown by area · 1.5 / perimeter on each
 * side, since the network is trained to mark the inner part of text only ("Real-time Scene Text Detection with Differentiable
 * Binarization", Liao et al., 2020, section 3.4).
 */
export function textBoxes(map: ProbabilityMap): TextBox[] {
  return componentsOf(map, PIXEL_THRESHOLD).flatMap((component) => {
    if (component.confidence < BOX_THRESHOLD) return [];
    const outline = convexHull(borderOf(component));
    const inner = minimalRectangle(outline);
    if (!inner || inner.breadth < LEAST_BREADTH) return [];
    const { length, breadth } = inner;
    const growth = (length * breadth * GROWTH) / (length + breadth);
    const grown = { ...inner, length: length + growth, breadth: breadth + growth };
    return [{ ...grown, confidence: component.confidence, spine: spineOf(component, inner), outline, growth }];
  });
}

/** Means of the component's pixels in slices across its longer side, each about as long as the component is broad. */
function spineOf({ runs }: Component, { centre, length, breadth, angle }: Rectangle): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const count = Math.max(1, Math.round(length / breadth));
  const sums = Array.from({ length: count }, () => ({ x: 0, y: 0, n: 0 }));
  for (const { y, start, end } of runs) {
    for (let x = start; x < end; x++) {
      const [px, py] = [x + 0.5, y + 0.5];
      const along = (px - centre[0]) * cos + (py - centre[1]) * sin + length / 2;
      const slice = sums[Math.min(count - 1, Math.max(0, Math.floor((along * count) / length)))];
      if (!slice) continue;
      slice.x += px;
      slice.y += py;
      slice.n++;
    }
  }
  return sums.filter(({ n }) => n > 0).map(({ x, y, n }) => [x / n, y / n]);
}
