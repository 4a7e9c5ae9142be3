import type { Raster } from '../image/raster.ts';
import { linePicture } from './line-pictures.ts';
import { folded } from './rectangle.ts';
import type { TextBox } from './text-boxes.ts';
import type { TextFinders } from './text-finders.ts';
import { linesOf, pageAngle, type TextLine } from './text-lines.ts';

export interface PageText {
  lines: TextLine[];
  /** In which most text runs, in radians from the x axis, clockwise as seen, −π..π. */
  angle: number;
}

/** Lines that decide whether a page is upside down: the longest, since a short one may read either way. */
const VOTERS = 24;
/** As PaddleOCR sets it: a line counts as upside down, or as upright, where the classifier is at least so sure. */
const SURE = 0.9;
/** Lines that run across their page by more than this decide by themselves. */
const ACROSS = Math.PI / 6;

/** Finds the lines of a photo and the sense in which they run. Throws `out-of-memory`, `engine-failed`. */
export async function findText(
  photo: Raster,
  { detector, orientation }: Pick<TextFinders, 'detector' | 'orientation'>,
): Promise<PageText> {
  const { boxes } = await detector.detect(photo);
  const angle = await senseOf(photo, boxes, orientation);
  const lines = linesOf(boxes, angle);
  const across = lines.filter((line) => Math.abs(folded(line.angle - angle)) > ACROSS);
  const { upsideDown } = await sensesOf(photo, across, orientation);
  const turned = new Set(upsideDown);
  return { lines: lines.map((line) => (turned.has(line) ? halfTurned(line) : line)), angle };
}

/** The angle of most text, turned by half where most of its lines stand on their heads otherwise. */
async function senseOf(
  photo: Raster,
  boxes: readonly TextBox[],
  orientation: TextFinders['orientation'],
): Promise<number> {
  const angle = pageAngle(boxes);
  const along = linesOf(boxes, angle).filter((line) => Math.abs(folded(line.angle - angle)) <= ACROSS);
  const voters = along.sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, VOTERS);
  const { upright, upsideDown } = await sensesOf(photo, voters, orientation);
  if (upsideDown.length <= upright.length) return angle;
  return angle > 0 ? angle - Math.PI : angle + Math.PI;
}

/** The lines of which the classifier is sure; of blurred or foreign ones it often is not. */
async function sensesOf(
  photo: Raster,
  lines: readonly TextLine[],
  orientation: TextFinders['orientation'],
): Promise<{ upright: TextLine[]; upsideDown: TextLine[] }> {
  const likely = await orientation.upsideDown(lines.map(({ quad }) => linePicture(photo, quad)));
  return {
    upright: lines.filter((_, i) => (likely[i] as number) <= 1 - SURE),
    upsideDown: lines.filter((_, i) => (likely[i] as number) >= SURE),
  };
}

const lengthOf = ({ quad: [[x0, y0], [x1, y1]] }: TextLine): number => Math.hypot(x1 - x0, y1 - y0);

/** The same line read from its other end. Its baseline moves to the other side of its letters. */
function halfTurned(line: TextLine): TextLine {
  const [a, b, c, d] = line.quad;
  const angle = line.angle + Math.PI;
  const [dx, dy] = [(a[0] + b[0] - c[0] - d[0]) / 4, (a[1] + b[1] - c[1] - d[1]) / 4];
  const baseline = line.baseline.map(([x, y]) => [x + dx, y + dy] as const).reverse();
  return { ...line, quad: [c, d, a, b], angle, baseline };
}
