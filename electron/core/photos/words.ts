import type { PhotoLine } from '../../contract/photo.ts';

type Point = readonly [x: number, y: number];
type Quad = readonly [Point, Point, Point, Point];

/** A word of a line and where it stands, as far as that is known. */
export interface PlacedWord {
  text: string;
  quad: Quad;
  /** Geometric mean of its characters' confidences, 0..1. */
  confidence: number;
}

/** The picture that points lie in, in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** An upright rectangle in whole pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The words of a line. A reader tells where a line is and not where its letters are, so each word gets the share of the quad that
 * its characters have of the text, as if all were of one width.
 */
export function wordsOf(line: PhotoLine): PlacedWord[] {
  const { characters = [] } = chosenReading(line) ?? {};
  const count = characters.length;
  const words: PlacedWord[] = [];
  for (let start = 0; start < count; start++) {
    if (isSpace(characters[start]?.character)) continue;
    let end = start + 1;
    while (end < count && !isSpace(characters[end]?.character)) end++;
    const own = characters.slice(start, end);
    words.push({
      text: own.map(({ character }) => character).join(''),
      quad: stretchOf(line.quad, start / count, end / count),
      confidence: Math.exp(own.reduce((sum, one) => sum + Math.log(Math.max(1e-6, one.confidence)), 0) / own.length),
    });
    start = end;
  }
  return words;
}

/** The reading that was taken, of the first reader. */
export function chosenReading({ readings: [first], chosen }: PhotoLine) {
  return (chosen === 'restored' ? first?.restored : undefined) ?? first?.input;
}

/** The part of a quad between two shares of its length. */
function stretchOf([a, b, c, d]: Quad, from: number, to: number): Quad {
  const between = ([x0, y0]: Point, [x1, y1]: Point, share: number): Point => [
    x0 + (x1 - x0) * share,
    y0 + (y1 - y0) * share,
  ];
  return [between(a, b, from), between(a, b, to), between(d, c, to), between(d, c, from)];
}

/** The smallest box around points, inside a picture of this size. */
export function boxAround(points: readonly Point[], picture: PictureSize): Box {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  const xs = points.map(([x]) => within(x, picture.width));
  const ys = points.map(([, y]) => within(y, picture.height));
  const [left, top] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  return { left, top, width: Math.ceil(Math.max(...xs)) - left, height: Math.ceil(Math.max(...ys)) - top };
}

/** Points as ALTO and PAGE write them, whole and inside the picture. */
export const pointsText = (points: readonly Point[], picture: PictureSize): string =>
  points
    .map(([x, y]) => [Math.min(picture.width, Math.max(0, x)), Math.min(picture.height, Math.max(0, y))])
    .map(([x = 0, y = 0]) => `${Math.round(x)},${Math.round(y)}`)
    .join(' ');

const isSpace = (character = ' '): boolean => /^\s$/u.test(character);
