import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../training/random.ts';
import type { RenderingRecipe } from './recipe.ts';
import { pick } from './texts.ts';

/** A text on its ground, drawn straight and large, for cameras to look at. */
export interface Scene {
  width: number;
  height: number;
  /** RGBA, 8 bits, opaque. */
  data: Uint8ClampedArray;
  /** Where the text's ink lies. */
  ink: { left: number; top: number; right: number; bottom: number };
}

type Colour = readonly [red: number, green: number, blue: number];

/** Height of the font's em in pixels: twice what most HR pictures show of it. */
export const EM = 64;
/** Ground around the ink, enough for crops that are turned, shifted and bent. */
const GROUND = 40;
/** Widest text in pixels; what is wider is of no use as one crop. */
const MOST_WIDTH = 4000;

/** Where the ink of a text would lie around its anchor, at `EM` pixels; undefined where there would be next to none. */
export function measureText(text: string, family: string, spacing: number): TextMetrics | undefined {
  const context = createCanvas(8, 8).getContext('2d');
  prepare(context, family, spacing);
  const measured = context.measureText(text) as unknown as TextMetrics;
  const { width, height } = inkSize(measured);
  return width < 4 || height < 4 || width > MOST_WIDTH ? undefined : measured;
}

export const inkSize = (measured: TextMetrics) => ({
  width: measured.actualBoundingBoxLeft + measured.actualBoundingBoxRight,
  height: measured.actualBoundingBoxAscent + measured.actualBoundingBoxDescent,
});

interface TextMetrics {
  actualBoundingBoxLeft: number;
  actualBoundingBoxRight: number;
  actualBoundingBoxAscent: number;
  actualBoundingBoxDescent: number;
}

export interface Lettering {
  text: string;
  family: string;
  /** Pixels between letters. */
  spacing: number;
  measured: TextMetrics;
}

/** Draws a text with ground, shadow, outline, strokes and texture as the recipe has them. */
export function drawScene(lettering: Lettering, recipe: RenderingRecipe, random: Random): Scene {
  const { text, family, spacing, measured } = lettering;
  const ink = inkSize(measured);
  const [width, height] = [Math.ceil(ink.width) + 2 * GROUND, Math.ceil(ink.height) + 2 * GROUND];
  const [x, y] = [GROUND + measured.actualBoundingBoxLeft, GROUND + measured.actualBoundingBoxAscent];
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const [ground, letters] = colours(recipe.contrast, random);
  context.fillStyle = css(ground);
  context.fillRect(0, 0, width, height);
  if (random.next() < recipe.texture) texture(context, canvas, ground, random);
  const box = { left: GROUND, top: GROUND, right: GROUND + ink.width, bottom: GROUND + ink.height };
  if (random.next() < recipe.strokes) stroke(context, box, random);
  prepare(context, family, spacing);
  if (random.next() < recipe.shadow) {
    context.shadowColor = css(mixed(ground, [0, 0, 0], random.uniform(0.4, 0.8)));
    context.shadowBlur = random.uniform(0, 6);
    context.shadowOffsetX = random.uniform(-5, 5);
    context.shadowOffsetY = random.uniform(1, 6);
  }
  if (random.next() < recipe.outline) {
    context.lineWidth = random.uniform(1.5, 5);
    context.lineJoin = 'round';
    context.strokeStyle = css(random.next() < 0.5 ? letters : anyColour(random));
    context.strokeText(text, x, y);
  }
  if (random.next() < recipe.neighbours) neighbour(context, lettering, { box, x, y, letters }, random);
  context.fillStyle = random.next() < 0.15 ? gradient(context, box, letters, random) : css(letters);
  context.fillText(text, x, y);
  return { width, height, data: context.getImageData(0, 0, width, height).data, ink: box };
}

/** The same text again beside, above or below, as words and lines stand near each other. */
function neighbour(
  context: SKRSContext2D,
  { text, measured }: Lettering,
  { box, x, y, letters }: { box: Scene['ink']; x: number; y: number; letters: Colour },
  random: Random,
) {
  const gap = random.uniform(0.05, 0.3) * EM;
  const [wide, high] = [box.right - box.left + gap, inkSize(measured).height + gap];
  const [dx, dy] = pick(random, [
    [wide, 0],
    [-wide, 0],
    [random.uniform(-0.4, 0.4) * wide, high],
    [random.uniform(-0.4, 0.4) * wide, -high],
  ] as const);
  context.fillStyle = css(letters);
  context.fillText([...text].reverse().join(''), x + dx, y + dy);
}

function prepare(context: SKRSContext2D, family: string, spacing: number) {
  context.font = `${EM}px "${family}"`;
  context.letterSpacing = `${spacing}px`;
  context.textBaseline = 'alphabetic';
}

/** Ground and letters, whose luminance differs by `contrast` at least, either way round. */
function colours(contrast: number, random: Random): [Colour, Colour] {
  for (let tries = 0; tries < 64; tries++) {
    const [ground, letters] = [anyColour(random), anyColour(random)];
    if (Math.abs(luminance(ground) - luminance(letters)) >= contrast) return [ground, letters];
  }
  const [black, white]: Colour[] = [
    [20, 20, 20],
    [235, 235, 235],
  ];
  return random.next() < 0.5 ? [black as Colour, white as Colour] : [white as Colour, black as Colour];
}

/** Half of them greyish, as print and paint mostly are. */
function anyColour(random: Random): Colour {
  const grey = random.uniform(0, 255);
  const tint = random.next() < 0.5 ? 25 : 255;
  const part = () =>
    Math.min(255, Math.max(0, tint > 25 ? random.uniform(0, 255) : grey + random.uniform(-tint, tint)));
  return [part(), part(), part()];
}

const luminance = ([red, green, blue]: Colour): number => 0.299 * red + 0.587 * green + 0.114 * blue;
const css = ([red, green, blue]: Colour): string => `rgb(${Math.round(red)},${Math.round(green)},${Math.round(blue)})`;
const mixed = (one: Colour, other: Colour, share: number): Colour =>
  one.map((value, i) => value + (other[i] as number) * share - value * share) as unknown as Colour;

function gradient(context: SKRSContext2D, box: Scene['ink'], colour: Colour, random: Random) {
  const across = random.next() < 0.5;
  const made = context.createLinearGradient(
    box.left,
    box.top,
    across ? box.right : box.left,
    across ? box.top : box.bottom,
  );
  made.addColorStop(0, css(colour));
  made.addColorStop(1, css(mixed(colour, anyColour(random), random.uniform(0.1, 0.4))));
  return made;
}

/** A line under, over or across the text, and edges as of a frame. */
function stroke(context: SKRSContext2D, { left, top, right, bottom }: Scene['ink'], random: Random) {
  context.strokeStyle = css(anyColour(random));
  context.lineWidth = random.uniform(1, 5);
  if (random.next() < 0.3) {
    const room = random.uniform(8, 20);
    context.strokeRect(left - room, top - room, right - left + 2 * room, bottom - top + 2 * room);
    return;
  }
  const height = pick(random, [
    bottom + random.uniform(3, 12),
    top - random.uniform(3, 12),
    random.uniform(top, bottom),
  ]);
  context.beginPath();
  context.moveTo(left - random.uniform(0, 30), height + random.uniform(-4, 4));
  context.lineTo(right + random.uniform(0, 30), height + random.uniform(-4, 4));
  context.stroke();
}

/** Light falling off, stripes, or grain of paper, plaster and stone. */
function texture(context: SKRSContext2D, canvas: Canvas, ground: Colour, random: Random) {
  const { width, height } = canvas;
  const kind = random.next();
  if (kind < 0.3) {
    const turned = random.next() < 0.5;
    const light = context.createLinearGradient(0, 0, turned ? 0 : width, turned ? height : 0);
    light.addColorStop(0, css(ground));
    light.addColorStop(1, css(mixed(ground, anyColour(random), random.uniform(0.1, 0.4))));
    context.fillStyle = light;
    context.fillRect(0, 0, width, height);
  } else if (kind < 0.5) {
    const [period, share] = [random.uniform(6, 40), random.uniform(0.05, 0.25)];
    context.fillStyle = css(mixed(ground, anyColour(random), share));
    const upright = random.next() < 0.5;
    for (let at = 0; at < (upright ? width : height); at += period) {
      if (upright) context.fillRect(at, 0, period / 2, height);
      else context.fillRect(0, at, width, period / 2);
    }
  } else grain(context, width, height, random);
}

/** Smooth noise: a small field of random greys stretched over the ground. */
function grain(context: SKRSContext2D, width: number, height: number, random: Random) {
  const cell = pick(random, [2, 4, 8, 16]);
  const [columns, rows] = [Math.ceil(width / cell) + 1, Math.ceil(height / cell) + 1];
  const field = createCanvas(columns, rows);
  const pixels = field.getContext('2d').createImageData(columns, rows);
  const strength = random.uniform(8, 60);
  for (let i = 0; i < columns * rows; i++) {
    const value = random.normal() * strength;
    pixels.data.fill(value < 0 ? 0 : 255, 4 * i, 4 * i + 3);
    pixels.data[4 * i + 3] = Math.min(255, Math.abs(value));
  }
  field.getContext('2d').putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(field, 0, 0, columns * cell, rows * cell);
}
