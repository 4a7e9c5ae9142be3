import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeImage } from '../../../models/image/decode.ts';
import { encodePng } from '../../../models/image/encode.ts';
import { withPngText } from '../../../models/image/png-text.ts';
import type { Raster } from '../../../models/image/raster.ts';
import { upright } from '../../../models/image/upright.ts';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem } from '../../../models/base/problem.ts';
import type { Outcome, Picture, Restored } from '../../contract/compute.ts';
import { fileAndPage } from '../../contract/page-address.ts';
import { readUserFile } from '../../../models/base/user-file.ts';

export interface SourceImage {
  /** Upright. */
  raster: Raster;
  facts: Restored['input'];
}

/** What messages call a picture. */
export const nameOf = (picture: Picture): string => (typeof picture === 'string' ? picture : picture.name);

/** The encoded bytes of a picture, of the whole file where it is a page. Throws the Problems of reading. */
export async function bytesOf(picture: Picture): Promise<Uint8Array> {
  if (typeof picture !== 'string') return picture.bytes;
  const { file } = fileAndPage(picture);
  return readUserFile(file).catch((error: unknown) => {
    throw asProblem(error, file, 'read');
  });
}

/** Reads and decodes one picture, and turns its text upright. Throws the Problems of `decodeImage` and of reading. */
export async function readImage(picture: Picture): Promise<SourceImage> {
  const bytes = await bytesOf(picture);
  const { page } = typeof picture === 'string' ? fileAndPage(picture) : { page: 1 };
  const raster = await decodeImage(bytes, nameOf(picture), page);
  const direction = typeof picture === 'string' ? undefined : picture.direction;
  const facts = {
    sha256: sha256(bytes),
    bytes: bytes.length,
    width: raster.width,
    height: raster.height,
    format: raster.format,
    bitDepth: raster.bitDepth,
    orientation: raster.orientation,
    alpha: raster.hadAlpha,
    ...(raster.ground === 'black' && { ground: raster.ground }),
    ...(raster.profile !== undefined && { profile: raster.profile }),
    ...(raster.frames > 1 && { page: { number: page, of: raster.frames } }),
    ...(direction && { direction }),
  };
  return { raster: upright(raster, direction), facts };
}

/** Writes a raster as PNG with the given text chunks, as `writeWhole` does. */
export async function writePng(path: string, raster: Raster, texts: Record<string, string> = {}): Promise<string> {
  return writeWhole(path, withPngText(await encodePng(raster), texts));
}

/** Writes a file whole or not at all, in a folder made for it; returns its SHA-256. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomically(path, bytes);
  } catch (error) {
    throw asProblem(error, path);
  }
  return sha256(bytes);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Runs `work` on every item at once and turns failures into values; `nameOf` is how a message calls the item. */
export async function outcomes<I, R>(
  items: readonly I[],
  nameOf: (item: I) => string,
  work: (item: I) => Promise<R>,
): Promise<Outcome<R>[]> {
  return Promise.all(
    items.map(async (item): Promise<Outcome<R>> => {
      try {
        return { ok: true, value: await work(item) };
      } catch (thrown) {
        return { ok: false, problem: asProblem(thrown, nameOf(item)).toData() };
      }
    }),
  );
}

/** The values of the items that succeeded so far, in order. */
export function succeeded<T>(list: readonly Outcome<T>[]): T[] {
  return list.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
}
