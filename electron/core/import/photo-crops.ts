import { posix } from 'node:path';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import type { Label } from '../../contract/label.ts';
import { focalLengths } from './focal-lengths.ts';
import type { ListedFile } from './folder-listing.ts';
import type { LabelRow } from './label-row.ts';
import type { PhotoEntry } from './photo-entries.ts';
import type { PhotoFinder } from './photo-finder.ts';
import { cropSize, directionOf, quadFault, quadOf, asCaptured, isWholePicture } from './quad.ts';
import type { CropOrigin, ImportItem, ImportStep, Quad } from '../db/dataset-item.ts';
import { createHash } from 'node:crypto';
import { decodeImage } from '../../../models/image/decode.ts';
import { encodePng } from '../../../models/image/encode.ts';
import { warpQuad } from '../../../models/image/warp.ts';
import { readPicture, type PictureFile } from './picture-file.ts';

/** Pixels of one crop; no text that a camera blurred needs more. */
const MAX_CROP = 8e6;
/** Pixels of the crops that wait in memory to be handed on. */
const MAX_WAITING = 16e6;

export interface PlannedPhoto {
  entry: PhotoEntry;
  /** Files that may be the photo. */
  hr: readonly ListedFile[];
  /** Files that may be its LR partner; undefined where there is to be none. */
  lr: readonly ListedFile[] | undefined;
}

export interface PlannedCrop {
  key: string;
  name: string;
  /** How messages call it. */
  subject: string;
  photo: PlannedPhoto;
  /** As the file gives them. */
  corners: Quad;
  row: LabelRow;
}

interface Pictures {
  hr: Photo;
  lr: Photo | undefined;
  /** Of the HR photo, below the folder of photos. */
  path: string;
}

interface CheckedCrop extends PlannedCrop {
  quad: Quad;
  problem: ProblemData | undefined;
  pixels: number;
}

/** One step for each of several crops of one photo, in order. Holds a decoded photo only while it cuts. */
export async function* photoCrops(finder: PhotoFinder, crops: readonly PlannedCrop[]): AsyncGenerator<ImportStep> {
  const [first] = crops;
  if (!first) return;
  let pictures: Pictures;
  try {
    pictures = await openPictures(finder, first.photo);
  } catch (error) {
    yield* crops.map((crop) => skip(crop, asProblem(error, first.subject, 'read').toData()));
    return;
  }
  const checked = crops.map((crop) => checkCrop(crop, pictures.hr));
  for (const batch of batches(checked)) yield* cutBatch(batch, pictures);
}

const skip = ({ key }: PlannedCrop, problem: ProblemData): ImportStep => ({ cursor: key, skipped: { key, problem } });

async function openPictures(finder: PhotoFinder, { entry, hr, lr }: PlannedPhoto): Promise<Pictures> {
  const name = entry.names.at(-1) ?? entry.key;
  const candidates: { file: ListedFile; photo: Photo }[] = [];
  const fits = ({ width, height }: Photo) => (entry.width ?? width) === width && (entry.height ?? height) === height;
  let misfit: Photo | undefined;
  for (const file of hr) {
    const photo = await readPhoto(finder.pathOf(file));
    if (fits(photo)) candidates.push({ file, photo });
    else misfit = photo;
  }
  const [chosen, ...others] = candidates;
  if (!chosen) throw misfit ? wrongSize(misfit, entry) : missing(name);
  if (others.length > 0)
    throw several(
      name,
      [chosen, ...others].map(({ photo }) => photo.path),
    );
  const partner = lr && chooseLr(lr, chosen.file, name);
  return {
    hr: chosen.photo,
    lr: partner && (await readPhoto(finder.pathOf(partner))),
    path: chosen.file.path,
  };
}

/** Of several the one beside the HR photo; never that photo itself. */
function chooseLr(listed: readonly ListedFile[], hr: ListedFile, name: string): ListedFile {
  const lr = listed.filter(({ path }) => path !== hr.path);
  const beside = lr.filter(({ path }) => posix.dirname(path) === posix.dirname(hr.path));
  const [chosen, ...others] = lr.length > 1 ? beside : lr;
  if (!chosen) throw missing(`The LR photo of ${name}`);
  if (others.length > 0)
    throw several(
      `The LR photo of ${name}`,
      [chosen, ...others].map(({ path }) => path),
    );
  return chosen;
}

const missing = (name: string): Problem => new Problem('photo-missing', { photo: name });

const several = (name: string, paths: readonly string[]): Problem =>
  new Problem('photo-ambiguous', { photo: name, paths: paths.slice(0, 3).join(', ') });

const wrongSize = ({ path, width, height }: Photo, entry: PhotoEntry): Problem =>
  new Problem('photo-of-other-size', {
    path,
    width,
    height,
    drawnWidth: entry.width ?? '?',
    drawnHeight: entry.height ?? '?',
  });

function checkCrop(crop: PlannedCrop, { width, height }: Photo): CheckedCrop {
  const quad = quadOf(crop.corners);
  const size = cropSize(quad);
  const pixels = size.width * size.height;
  const fault = quadFault(quad, width, height);
  const problem =
    fault !== undefined
      ? new Problem('polygon-faulty', { crop: crop.subject, fault })
      : pixels > MAX_CROP
        ? new Problem('polygon-too-large', {
            crop: crop.subject,
            width: size.width,
            height: size.height,
            limit: MAX_CROP / 1e6,
          })
        : undefined;
  return { ...crop, quad, pixels: problem ? 0 : pixels, problem: problem?.toData() };
}

function batches(crops: readonly CheckedCrop[]): CheckedCrop[][] {
  const found: CheckedCrop[][] = [];
  let waiting = Infinity;
  for (const crop of crops) {
    if (waiting + crop.pixels > MAX_WAITING) {
      found.push([]);
      waiting = 0;
    }
    found.at(-1)?.push(crop);
    waiting += crop.pixels;
  }
  return found;
}

async function* cutBatch(batch: readonly CheckedCrop[], pictures: Pictures): AsyncGenerator<ImportStep> {
  const items = new Map<CheckedCrop, ImportItem>();
  let failure: ProblemData | undefined;
  try {
    const sound = batch.filter(({ problem }) => !problem);
    for (const [crop, item] of sound.length > 0 ? await cutItems(sound, pictures) : []) items.set(crop, item);
  } catch (error) {
    failure = asProblem(error, pictures.hr.path, 'read').toData();
  }
  for (const crop of batch) {
    const problem = crop.problem ?? failure;
    yield problem ? skip(crop, problem) : { cursor: crop.key, item: items.get(crop) as ImportItem };
  }
}

async function cutItems(crops: readonly CheckedCrop[], pictures: Pictures): Promise<[CheckedCrop, ImportItem][]> {
  const { hr, lr } = pictures;
  const hrQuads = crops.map(({ quad }) => quad);
  const lrQuads = lr && hrQuads.map((quad) => scaled(quad, hr, lr));
  const hrCrops = await cutCrops(hr, hrQuads);
  const lrCrops = lr && lrQuads && (await cutCrops(lr, lrQuads));
  return crops.map((crop, i) => [
    crop,
    itemOf(crop, pictures, { hr: hrCrops[i], lr: lrCrops?.[i], lrQuad: lrQuads?.[i] }),
  ]);
}

/** Multiplied before it is divided, so that the corners of a whole photo stay those of a whole photo. */
const scaled = (quad: Quad, from: Photo, to: Photo): Quad =>
  quad.map(([x, y]) => [(x * to.width) / from.width, (y * to.height) / from.height]) as unknown as Quad;

function itemOf(
  { key, name, quad, row, photo: { entry } }: CheckedCrop,
  { hr, lr, path }: Pictures,
  cut: { hr: Uint8Array | undefined; lr: Uint8Array | undefined; lrQuad: Quad | undefined },
): ImportItem {
  const derived = directionOf(quad);
  const said = row.label.direction;
  const label: Partial<Label> = { ...entry.row.label, ...row.label };
  if (entry.rejected) label.status ??= 'rejected';
  const origin: { lr?: CropOrigin; hr?: CropOrigin } = { hr: originOf(hr, quad) };
  if (lr && cut.lrQuad) origin.lr = originOf(lr, cut.lrQuad);
  return {
    key,
    name,
    subset: row.subset ?? entry.row.subset ?? '',
    photo: path,
    ...(cut.lr && { lr: cut.lr }),
    ...(cut.hr && { hr: cut.hr }),
    label: { ...label, ...focalLengths({ ...entry.row, ...row, label }, lr, hr) },
    ...(said !== derived && { proposed: { direction: derived } }),
    origin,
  };
}

const originOf = ({ path, sha256 }: Photo, quad: Quad): CropOrigin => ({ photo: path, photoSha256: sha256, quad });

interface Photo extends PictureFile {
  path: string;
  sha256: string;
}

/** Reads a photo without decoding it. Throws what `readPicture` throws. */
async function readPhoto(path: string): Promise<Photo> {
  const picture = await readPicture(path);
  return { ...picture, path, sha256: createHash('sha256').update(picture.bytes).digest('hex') };
}

/**
 * Cuts crops out of a photo, which is decoded once: rectified, never turned, as PNG. A quad that is the whole photo gives
 * the photo's own bytes. Quads must have passed `quadFault`. Throws what `decodeImage` throws.
 */
async function cutCrops({ bytes, path, width, height }: Photo, quads: readonly Quad[]): Promise<Uint8Array[]> {
  const captured = quads.map(asCaptured);
  if (captured.every((quad) => isWholePicture(quad, width, height))) return captured.map(() => bytes);
  const raster = await decodeImage(bytes, path);
  const crops: Uint8Array[] = [];
  for (const quad of captured) {
    const size = cropSize(quad);
    const whole = isWholePicture(quad, width, height);
    crops.push(whole ? bytes : await encodePng(warpQuad(raster, quad, size.width, size.height)));
  }
  return crops;
}
