import type { Random } from '../training/random.ts';
import type { RenderingRecipe } from './recipe.ts';
import type { Scene } from './scene.ts';
import type { LightField } from './light.ts';

/** Where a camera looks: how points of its picture, 0..1 across and down, lie in a scene. */
export interface View {
  /** Corners in scene pixels: top-left, top-right, bottom-right, bottom-left. */
  corners: readonly [Point, Point, Point, Point];
  /** Scene pixels by which the middle of the picture is lifted over its sides. */
  arc: number;
}

type Point = readonly [x: number, y: number];

/** How a second camera is off the first, in pixels of the picture, shares and radians. */
export interface Misalignment {
  x: number;
  y: number;
  scale: number;
  angle: number;
}

export const ALIGNED: Misalignment = { x: 0, y: 0, scale: 1, angle: 0 };

/** A view of a scene's text with margins, perspective, turn and bend as the recipe has them. */
export function drawView({ ink }: Scene, recipe: RenderingRecipe, random: Random): View {
  const height = ink.bottom - ink.top;
  const margin = () => height * random.uniform(...recipe.margin);
  const [left, right] = [ink.left - margin(), ink.right + margin()];
  const [top, bottom] = [ink.top - margin(), ink.bottom + margin()];
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  const angle = (random.uniform(-1, 1) * recipe.rotation * Math.PI) / 180;
  // A long text turned by a few degrees would leave its crop; annotators would draw the box larger, here it turns less.
  const turn = Math.sign(angle) * Math.min(Math.abs(angle), Math.atan((0.5 * (bottom - top)) / (right - left)));
  const moved = ([x, y]: Point): Point => {
    const jitter = () => random.uniform(-1, 1) * recipe.perspective * (bottom - top);
    const [dx, dy] = [x - middleX + jitter(), y - middleY + jitter()];
    return [middleX + dx * Math.cos(turn) - dy * Math.sin(turn), middleY + dx * Math.sin(turn) + dy * Math.cos(turn)];
  };
  const corners = [moved([left, top]), moved([right, top]), moved([right, bottom]), moved([left, bottom])] as const;
  const isCurved = random.next() < recipe.curved.share;
  return { corners, arc: isCurved ? random.uniform(-1, 1) * recipe.curved.most * height : 0 };
}

/** Most samples of a picture's pixel along one axis. */
const MOST_SAMPLES = 8;

/** What a camera without faults sees of a scene: every pixel the mean of samples a scene pixel apart. Linear values 0..255. */
export function look(scene: Scene, view: View, off: Misalignment, width: number, height: number): LightField {
  const [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] = view.corners;
  const data = new Float32Array(3 * width * height);
  const samples = (extent: number, pixels: number): number =>
    Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(Math.abs(extent) / pixels)));
  const [across, down] = [samples(x1 - x0, width), samples(y3 - y0, height)];
  const [sine, cosine] = [Math.sin(off.angle) * off.scale, Math.cos(off.angle) * off.scale];
  const colour = new Float64Array(3);
  for (let row = 0, out = 0; row < height; row++) {
    for (let column = 0; column < width; column++, out += 3) {
      colour.fill(0);
      for (let j = 0; j < down; j++) {
        for (let i = 0; i < across; i++) {
          const [px, py] = [column + (i + 0.5) / across - width / 2, row + (j + 0.5) / down - height / 2];
          const u = (px * cosine - py * sine + off.x) / width + 0.5;
          const v = (px * sine + py * cosine + off.y) / height + 0.5;
          const [a, b, c, d] = [(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v];
          const bend = view.arc * (1 / 3 - (2 * u - 1) ** 2);
          add(scene, a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3 + bend, colour);
        }
      }
      for (let c = 0; c < 3; c++) data[out + c] = (colour[c] as number) / (across * down);
    }
  }
  return { width, height, data };
}

/** Adds the scene's colour at a point, between its four pixels, to `colour`; beyond the edge, the edge's. */
function add({ width, height, data }: Scene, x: number, y: number, colour: Float64Array) {
  const [px, py] = [Math.min(Math.max(x - 0.5, 0), width - 1), Math.min(Math.max(y - 0.5, 0), height - 1)];
  const [left, top] = [Math.floor(px), Math.floor(py)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const [fx, fy] = [px - left, py - top];
  const [topLeft, topRight] = [4 * (top * width + left), 4 * (top * width + right)];
  const [bottomLeft, bottomRight] = [4 * (bottom * width + left), 4 * (bottom * width + right)];
  for (let c = 0; c < 3; c++) {
    const above = (data[topLeft + c] as number) * (1 - fx) + (data[topRight + c] as number) * fx;
    const below = (data[bottomLeft + c] as number) * (1 - fx) + (data[bottomRight + c] as number) * fx;
    colour[c] = (colour[c] as number) + above * (1 - fy) + below * fy;
  }
}
