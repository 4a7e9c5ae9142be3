import { linePicture } from '../../../models/detection/line-pictures.ts';
import { findText } from '../../../models/detection/page-text.ts';
import { inReadingOrder, type WritingDirection } from '../../../models/detection/reading-order.ts';
import type { TextLine } from '../../../models/detection/text-lines.ts';
import { Problem } from '../../../models/base/problem.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { chooseView } from '../../../models/recognition/choose-reading.ts';
import type { Reading } from '../../../models/recognition/readers/reader.ts';
import { canBeRestored, isLeftAsItIs } from '../../../models/restoration/low-resolution.ts';
import type { ComputeArgument, ReadLine, ReadPage } from '../../contract/compute.ts';
import { readImage } from './picture-files.ts';
import { cropOf, restoreOrLeave } from './restore-or-leave.ts';
import type { Session } from './session.ts';
import { Stopwatch } from './stopwatch.ts';

/** Lines that are held as pictures at a time, so that a page of ten thousand needs no more memory than one of a hundred. */
const LINES_AT_A_TIME = 64;

/** Reads one photo. Throws what reading pictures throws, and `image-too-large`, `out-of-memory`, `engine-failed`. */
export async function readPage(session: Session, { input, writing }: ComputeArgument<'readPage'>): Promise<ReadPage> {
  const { finders } = session;
  if (!finders) throw new Problem('no-detector-opened', {});
  const watch = new Stopwatch(1);
  const { raster, facts } = await watch.time('decode', () => readImage(input));
  const { lines, angle } = await watch.time('detection', () => findText(raster, finders));
  const read = new Map<TextLine, ReadLine>();
  for (let start = 0; start < lines.length; start += LINES_AT_A_TIME) {
    const part = lines.slice(start, start + LINES_AT_A_TIME);
    const results = await readLines(session, { raster, lines: part, watch });
    part.forEach((line, i) => read.set(line, results[i] as ReadLine));
  }
  const found = writing === 'auto' ? writingOf([...read.values()]) : writing;
  const blocks = inReadingOrder(lines, angle, found).map((block) => block.map((line) => read.get(line) as ReadLine));
  const { decode = 0, detection = 0, cutting = 0, superResolution = 0, reading = 0 } = watch.milliseconds;
  return {
    input: facts,
    angle: rounded((angle * 180) / Math.PI),
    writing: found,
    blocks,
    milliseconds: { decode, detection, cutting, superResolution, reading },
  };
}

async function readLines(
  session: Session,
  { raster, lines, watch }: { raster: Raster; lines: readonly TextLine[]; watch: Stopwatch },
): Promise<ReadLine[]> {
  const pictures = await watch.time('cutting', () =>
    Promise.resolve(lines.map(({ quad }) => linePicture(raster, quad))),
  );
  const restored = await watch.time('superResolution', () => restoredOf(session, pictures));
  const readings = await watch.time('reading', () => readingsOf(session, pictures, restored));
  return lines.map((line, i): ReadLine => {
    const { width, height } = pictures[i] as Raster;
    const own = readings[i] as ReadLine['readings'];
    const [first] = own;
    const chosen = first ? chooseView(first.input, first.restored) : 'input';
    return {
      quad: line.quad.map(roundedPoint) as unknown as ReadLine['quad'],
      baseline: line.baseline.map(roundedPoint),
      size: { width, height },
      confidence: line.confidence,
      restoration: restored[i] ? 'restored' : isLegible(session, pictures[i] as Raster) ? 'legible' : 'kept',
      readings: own,
      chosen,
      text: (chosen === 'restored' ? first?.restored?.text : first?.input.text) ?? '',
    };
  });
}

/** Restorations of the lines that are small enough for it; what is legible is never shrunk to be enlarged. */
async function restoredOf(session: Session, pictures: readonly Raster[]): Promise<(Raster | null)[]> {
  if (!session.superResolution) return pictures.map(() => null);
  const small = pictures.filter((picture) => !isLegible(session, picture) && canBeRestored(picture));
  const results = await restoreOrLeave(
    session,
    small.map((picture) => cropOf(session, picture, 'A line')),
  );
  const byPicture = new Map(small.map((picture, i) => [picture, results[i]?.raster ?? null]));
  return pictures.map((picture) => byPicture.get(picture) ?? null);
}

const isLegible = ({ options: { mode, height } }: Session, picture: Raster): boolean =>
  isLeftAsItIs(picture, mode, height);

async function readingsOf(
  { readers }: Session,
  pictures: readonly Raster[],
  restored: readonly (Raster | null)[],
): Promise<ReadLine['readings'][]> {
  const lists = pictures.map((): ReadLine['readings'] => []);
  for (const reader of readers) {
    const before = await reader.read(pictures);
    const after = await reader.read(restored.filter((picture) => picture !== null));
    let next = 0;
    lists.forEach((list, i) => {
      const restoredReading = restored[i] ? (after[next++] as Reading) : null;
      list.push({ reader: reader.id, input: before[i] as Reading, restored: restoredReading });
    });
  }
  return lists;
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/gu;
const LETTER = /\p{L}/gu;

/** Where lines begin, by the script of most letters that were read. */
function writingOf(lines: readonly ReadLine[]): WritingDirection {
  const text = lines.map((line) => line.text).join('');
  const [rtl, all] = [RIGHT_TO_LEFT, LETTER].map((letters) => text.match(letters)?.length ?? 0) as [number, number];
  return 2 * rtl > all ? 'rtl' : 'ltr';
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
const roundedPoint = ([x, y]: readonly [number, number]): readonly [number, number] => [rounded(x), rounded(y)];
