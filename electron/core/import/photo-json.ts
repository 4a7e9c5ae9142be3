import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { asProblem, Problem, type ProblemData } from '../../../models/base/problem.ts';
import { stemOf } from '../pictures/inputs.ts';
import { entriesAfter } from './entries-after.ts';
import { photoCrops, type PlannedCrop, type PlannedPhoto } from './photo-crops.ts';
import { photoEntries, type PhotoEntry } from './photo-entries.ts';
import { PhotoFinder, type LrName } from './photo-finder.ts';
import type { ImportSource, ImportStep } from '../db/dataset-item.ts';
import { textOf } from './text-stream.ts';

export interface PhotoJsonOptions {
  /** The folder that holds the photos, at any depth; else that of the JSON file. */
  photos?: string;
  /** Where the file names no LR photos: what to write in place of which part of the HR photo's name. */
  lrName?: LrName;
}

/** A JSON document is read whole. */
const MAX_CHARACTERS = 256 << 20;

type Entry = { key: string } & (
  { problem: ProblemData; remark?: true; crop?: never } | { problem?: never; remark?: never; crop: PlannedCrop }
);

/**
 * Opens a JSON file of photos and text polygons, in the TextZoom authors' schema or near it (see this folder's README).
 * The file is read and the photos are found here; photos are read as the steps are taken, decoded one at a time, and never
 * changed. Throws `not-found`, `not-readable`, and `file-damaged` for what is no such file.
 */
export async function openPhotoJson(path: string, options: PhotoJsonOptions = {}): Promise<ImportSource> {
  const location = resolve(path);
  const text = await readText(location);
  const photos = parsePhotos(text, location);
  const finder = new PhotoFinder(resolve(options.photos ?? dirname(location)));
  const hash = createHash('sha256').update(text).update(JSON.stringify(options));
  const entries: Entry[] = [];
  const prefixes = new Set<string>();
  for (const [i, entry] of photos.entries()) {
    const hr = entry.polygons.length > 0 ? await finder.find(entry.names) : [];
    const lr = hr.length > 0 ? await finder.findLr(hr, entry.lrNames, options.lrName) : undefined;
    hash.update(JSON.stringify([hr, lr]));
    const plain =
      entry.names.at(-1) === entry.key ? entry.key : [entry.key, entry.names.at(-1)].filter(Boolean).join('/');
    const prefix = prefixes.has(plain) ? `${plain}~${i}` : plain;
    prefixes.add(prefix);
    entries.push(...planPhoto(location, prefix, { entry, hr, lr }));
  }
  return {
    kind: 'photo-json',
    location,
    fingerprint: hash.digest('hex'),
    count: entries.length,
    steps: (after) => steps(finder, location, entries, after),
    close: () => Promise.resolve(),
  };
}

async function readText(path: string): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  try {
    for await (const piece of textOf(path)) {
      pieces.push(piece);
      length += piece.length;
      if (length > MAX_CHARACTERS) throw noPhotoJson(path, `is larger than ${MAX_CHARACTERS >> 20} million characters`);
    }
  } catch (error) {
    throw asProblem(error, path, 'read');
  }
  return pieces.join('');
}

function parsePhotos(text: string, path: string): PhotoEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw noPhotoJson(path, `is not JSON (${(error as Error).message})`);
  }
  const photos = photoEntries(value);
  if (!photos) throw noPhotoJson(path, 'holds no photos with polygons');
  return photos;
}

const noPhotoJson = (path: string, what: string): Problem => new Problem('not-photo-json', { path, what });

function planPhoto(location: string, prefix: string, photo: PlannedPhoto): Entry[] {
  const { entry } = photo;
  const place = `${entry.names.at(-1) ?? `photo ${entry.key}`} in ${basename(location)}`;
  const entries: Entry[] = [];
  if (entry.fault !== undefined)
    entries.push({ key: prefix, problem: faulty(`Photo ${entry.key} of ${location}`, entry.fault) });
  for (const fault of entry.row.faults) {
    entries.push({
      key: `${prefix}, label`,
      remark: true,
      problem: faulty(`Photo ${place}`, `${fault}; the rest of it was taken`),
    });
  }
  if (entry.fault !== undefined) return entries;
  for (const [i, polygon] of entry.polygons.entries()) {
    const key = `${prefix}#${i + 1}`;
    const subject = `Polygon ${i + 1} of ${place}`;
    if (polygon.row.faults.length > 0) {
      const what = `${polygon.row.faults.join(', and ')}; the rest of it was taken`;
      entries.push({ key: `${key}, label`, remark: true, problem: faulty(subject, what) });
    }
    const { corners } = polygon;
    if (typeof corners === 'string') {
      entries.push({ key, problem: faulty(subject, corners) });
    } else {
      const name = polygon.row.name ?? `${stemOf(entry.names.at(-1) ?? entry.key)}-${i + 1}`;
      entries.push({ key, crop: { key, name: name.normalize('NFC'), subject, photo, corners, row: polygon.row } });
    }
  }
  return entries;
}

const faulty = (subject: string, what: string): ProblemData =>
  new Problem('photo-json-faulty', { subject, what }).toData();

async function* steps(
  finder: PhotoFinder,
  location: string,
  all: readonly Entry[],
  after: string | undefined,
): AsyncGenerator<ImportStep> {
  const entries = entriesAfter(all, after, location);
  for (let i = 0; i < entries.length;) {
    const { key, problem, remark, crop } = entries[i] as Entry;
    if (problem) {
      yield { cursor: key, skipped: { key, problem, ...(remark && { remark }) } };
      i++;
      continue;
    }
    // What belongs to one photo stands together, faults of labels among it.
    const group: Entry[] = [];
    while (entries[i]?.problem || entries[i]?.crop?.photo === crop.photo) group.push(entries[i++] as Entry);
    yield* withFaults(
      group,
      photoCrops(
        finder,
        group.flatMap((entry) => entry.crop ?? []),
      ),
    );
  }
}

/** Crops as they come, with the faults between them in their places. */
async function* withFaults(group: readonly Entry[], crops: AsyncGenerator<ImportStep>): AsyncGenerator<ImportStep> {
  for (const { key, problem, remark } of group) {
    if (problem) {
      yield { cursor: key, skipped: { key, problem, ...(remark && { remark }) } };
    } else {
      const next = await crops.next();
      if (!next.done) yield next.value;
    }
  }
}
