import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem, Problem } from '../../../models/base/problem.ts';
import { readUserFile, readUserHead } from '../../../models/base/user-file.ts';
import {
  PHOTO_FORMAT,
  type PhotoFormat,
  photoResultSchema,
  type PhotoResult,
  type PhotoSettings,
} from '../../contract/photo.ts';
import { hashOf } from '../restoration/sidecar.ts';
import { alto } from './formats/alto.ts';
import { csv } from './formats/csv.ts';
import { hocr } from './formats/hocr.ts';
import { pageXml } from './formats/page-xml.ts';
import { plainText } from './formats/plain-text.ts';
import { ENDINGS, type PlannedPhoto, resultOf } from './photo-plan.ts';

type Writer = (result: Omit<PhotoResult, 'files'>) => string;

/** What writes each format; the JSON file is the result itself. */
const WRITERS: Readonly<Record<Exclude<PhotoFormat, 'json'>, Writer>> = {
  txt: plainText,
  csv,
  alto,
  page: pageXml,
  hocr,
};

const beside = (formats: readonly PhotoFormat[]): (keyof typeof WRITERS)[] =>
  [...new Set(formats)].filter((format) => format !== 'json');

/**
 * Writes what was read of a photo in every format, and in the JSON file which of them there are; with these the photo is finished. Throws
 * `not-writable` where a file is in the way that Palimpsest did not make, and the Problems of writing.
 */
export async function writeResult(
  photo: PlannedPhoto,
  result: Omit<PhotoResult, 'files'>,
  formats: readonly PhotoFormat[],
): Promise<PhotoResult> {
  await makeWay(photo, formats);
  await mkdir(dirname(photo.base), { recursive: true });
  const files: PhotoResult['files'] = [];
  // Names no files yet: what a run that is cut off leaves beside it is known to be ours, and is made again.
  await writeFileAtomically(resultOf(photo), jsonOf({ ...result, files }));
  for (const format of beside(formats)) {
    const path = photo.base + ENDINGS[format];
    const text = WRITERS[format](result);
    await writeFileAtomically(path, text);
    files.push({ format, file: basename(path), sha256: createHash('sha256').update(text).digest('hex') });
  }
  const whole: PhotoResult = { ...result, files };
  await writeFileAtomically(resultOf(photo), jsonOf(whole));
  return whole;
}

const jsonOf = (result: PhotoResult): string => `${JSON.stringify(result, null, 2)}\n`;

/**
 * What an earlier run made of the same bytes with the same settings, if its files are still whole; undefined where there is anything to do.
 * A photo that was moved since is the same photo.
 */
export async function finishedResult(
  photo: PlannedPhoto,
  settings: PhotoSettings,
  formats: readonly PhotoFormat[],
): Promise<PhotoResult | undefined> {
  const result = await readResult(resultOf(photo));
  if (!result || JSON.stringify(result.settings) !== JSON.stringify(settings)) return undefined;
  for (const format of beside(formats)) {
    const written = result.files.find((file) => file.format === format);
    if (!written || (await hashOf(photo.base + ENDINGS[format])) !== written.sha256) return undefined;
  }
  return (await hashOf(photo.input)) === result.input.sha256 ? result : undefined;
}

async function readResult(path: string): Promise<PhotoResult | undefined> {
  try {
    return photoResultSchema.safeParse(JSON.parse((await readUserFile(path)).toString('utf8'))).data;
  } catch {
    // Absent or no JSON: the photo is simply not finished.
    return undefined;
  }
}

/** The format line of our results stands within the first bytes. */
const HEAD = 256;

/** A file at a result's place is replaced only beside a JSON file of ours, and never where it is a photo itself. */
async function makeWay(photo: PlannedPhoto, formats: readonly PhotoFormat[]): Promise<void> {
  const places = [resultOf(photo), ...beside(formats).map((format) => photo.base + ENDINGS[format])];
  const isOurs = await isResult(resultOf(photo));
  for (const place of places) {
    const facts = await stat(place).catch(() => undefined);
    if (!facts || (isOurs && resolve(place) !== resolve(photo.input))) continue;
    throw new Problem('output-not-ours', { path: place });
  }
}

async function isResult(path: string): Promise<boolean> {
  const head = await readUserHead(path, HEAD).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw asProblem(error, path);
  });
  return head?.toString('utf8').includes(`"format": "${PHOTO_FORMAT}"`) ?? false;
}
