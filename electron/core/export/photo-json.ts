import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { CropOrigin, Quad } from '../db/dataset-item.ts';
import { eachItem } from './each-item.ts';
import type { ExportFolder } from './export-folder.ts';
import { millimetres } from './millimetres.ts';
import { makeExport } from './new-export.ts';
import type { ExportItem } from '../db/dataset-item.ts';
import type { ExportTarget } from './target.ts';
import { TextSpool } from './text-spool.ts';

const FILE = 'photos.json';

/**
 * Writes one JSON file in the TextZoom authors' schema, with fields of our own for what it does not know: photos by path
 * relative to the file, where on the same disk, and under each its polygons. Only pairs whose images were all cut out of
 * photos can be said so. Throws what `makeExport` and the items throw.
 */
export const exportPhotoJson: ExportTarget = (destination, items, { onProgress, signal }) =>
  makeExport(destination, { signal, file: FILE }, async (folder) => {
    const place = resolve(destination);
    const spool = await TextSpool.create(join(folder.path, 'polygons'), place);
    try {
      const polygons = new PhotoPolygons(spool);
      const summary = await eachItem(items, { place, signal, onProgress }, async (item) => {
        const reason = unfit(item);
        if (reason === undefined) await polygons.add(photosOf(item), polygonOf(item));
        return reason;
      });
      await writePhotos(folder, polygons, dirname(place));
      return summary;
    } finally {
      await spool.close();
    }
  });

interface Photos {
  hr: CropOrigin;
  lr: CropOrigin | undefined;
}

function unfit({ lr, hr, origin }: ExportItem): string | undefined {
  if (!hr) return 'It has no HR image, and polygons are drawn on HR photos.';
  if (!origin?.hr) return 'Its HR image was not cut out of a photo.';
  return lr && !origin.lr ? 'Its LR image was not cut out of a photo.' : undefined;
}

const photosOf = ({ origin }: ExportItem): Photos => ({ hr: origin?.hr as CropOrigin, lr: origin?.lr });

/** One entry of `wordRect`. As with the authors, numbers and truths are texts; what nobody said is not there. */
function polygonOf(item: ExportItem): string {
  const { name, subset, split, label, origin } = item;
  const { direction, transcription, illegible, difficulty, focalLengthLr, focalLengthHr, notes, tags, status } = label;
  return JSON.stringify({
    'line-type': 'straight',
    position: pointsOf(origin?.hr?.quad as Quad),
    ...(direction !== null && { type: direction }),
    valid: String(!illegible),
    ...(transcription !== null && { words: transcription }),
    ...(difficulty !== null && { difficulty }),
    ...(focalLengthLr !== null && { focal_length_lr: millimetres(focalLengthLr) }),
    ...(focalLengthHr !== null && { focal_length_hr: millimetres(focalLengthHr) }),
    illegible: String(illegible),
    status,
    ...(notes !== '' && { notes }),
    ...(tags.length > 0 && { tags }),
    ...(split !== null && { split }),
    ...(subset !== '' && { subset }),
    name,
    ...(origin?.lr && { lr_position: pointsOf(origin.lr.quad) }),
  });
}

const pointsOf = (quad: Quad) => quad.map(([x, y]) => ({ x: String(x), y: String(y) }));

async function writePhotos(folder: ExportFolder, entries: PhotoPolygons, top: string): Promise<void> {
  let number = 0;
  for await (const { photos, polygons } of entries.entries()) {
    await folder.append(FILE, `${number === 0 ? '{' : ','}\n"${number++}": ${headOf(photos, top)}`);
    let before = ',"polygons":{"wordRect":[\n';
    for await (const polygon of polygons) {
      await folder.append(FILE, before + polygon);
      before = ',\n';
    }
    await folder.append(FILE, '\n]}}');
  }
  await folder.append(FILE, number === 0 ? '{}\n' : '\n}\n');
}

/** What is said of a photo, but for the closing brace. The LR photo's name is relative to the folder of the HR photo. */
function headOf({ hr, lr }: Photos, top: string): string {
  const folder = dirname(resolve(hr.photo));
  const head = {
    rawFilename: basename(hr.photo),
    rawFilePath: pathBetween(top, folder),
    rotate: '0',
    valid: 'true',
    'wordRect-validity': 'true',
    sha256: hr.photoSha256,
    ...(lr && { lr_file_name: pathBetween(folder, resolve(lr.photo)), lr_sha256: lr.photoSha256 }),
  };
  return JSON.stringify(head).slice(0, -1);
}

/** Relative where both are on one disk, with `/` between names. */
const pathBetween = (from: string, to: string): string => relative(from, to).replaceAll(sep, '/') || '.';

/** Polygons come in any order and are written photo by photo. */
class PhotoPolygons {
  readonly #spool: TextSpool;
  readonly #photos = new Map<string, { photos: Photos; numbers: number[] }>();

  constructor(spool: TextSpool) {
    this.#spool = spool;
  }

  async add(photos: Photos, polygon: string): Promise<void> {
    const key = JSON.stringify([photos.hr.photo, photos.hr.photoSha256, photos.lr?.photo, photos.lr?.photoSha256]);
    let entry = this.#photos.get(key);
    if (!entry) this.#photos.set(key, (entry = { photos, numbers: [] }));
    entry.numbers.push(await this.#spool.add(polygon));
  }

  /** Both in the order in which they first came. */
  async *entries(): AsyncGenerator<{ photos: Photos; polygons: AsyncIterable<string> }> {
    await this.#spool.flush();
    for (const { photos, numbers } of this.#photos.values()) yield { photos, polygons: this.#texts(numbers) };
  }

  async *#texts(numbers: readonly number[]): AsyncGenerator<string> {
    for (const number of numbers) yield this.#spool.read(number);
  }
}
