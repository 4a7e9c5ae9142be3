import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Point = readonly [number, number];

/** A line of the ground truth. */
export interface TrueLine {
  polygon: Point[];
  baseline: Point[];
  /** Empty where nobody transcribed it. */
  text: string;
}

export interface TruePage {
  name: string;
  picture: string;
  /** In the order in which the truth lists them. */
  lines: TrueLine[];
}

const LINE = /<TextLine[\s\S]*?<\/TextLine>/g;
/** What the transcribers wrote for what they did not transcribe. */
const NOT_TRANSCRIBED = '~~~';
/** Marks of the transcribers: underscored and superscript. */
const MARKS = /[_^]/g;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Every picture of a folder that has an ALTO file of its name beside it. */
export async function readTruth(folder: string): Promise<TruePage[]> {
  const names = await readdir(folder);
  const pictures = names.filter((name) => /\.(png|jpe?g)$/.test(name)).sort();
  return Promise.all(
    pictures.map(async (picture) => {
      const name = picture.replace(/\.[a-z]+$/, '');
      return {
        name,
        picture: join(folder, picture),
        lines: trueLines(await readFile(join(folder, `${name}.xml`), 'utf8')),
      };
    }),
  );
}

/** The lines of an ALTO file that have a polygon. */
export function trueLines(alto: string): TrueLine[] {
  return [...alto.matchAll(LINE)].flatMap(([line]) => {
    const polygon = pointsOf(/<Polygon POINTS="([^"]*)"/.exec(line)?.[1]);
    if (polygon.length < 3) return [];
    const content = [...line.matchAll(/CONTENT="([^"]*)"/g)].map(([, text = '']) => unescaped(text)).join(' ');
    const text = content.includes(NOT_TRANSCRIBED) ? '' : content.replace(MARKS, '').trim();
    return [{ polygon, baseline: pointsOf(/BASELINE="([^"]*)"/.exec(line)?.[1]), text }];
  });
}

function pointsOf(text = ''): Point[] {
  const numbers = text
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, i) => [
    numbers[2 * i] as number,
    numbers[2 * i + 1] as number,
  ]);
}

const unescaped = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16));
  });
