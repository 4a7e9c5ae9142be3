import { isImageName } from '../pictures/inputs.ts';
import { isRecord } from './label-files.ts';
import { columnsOf, labelRow, plainHeading, type LabelRow } from './label-row.ts';
import type { Point, Quad } from '../db/dataset-item.ts';

/** A photo as the JSON describes it. */
export interface PhotoEntry {
  /** The entry's key or number in the file. */
  key: string;
  /** Names under which the photo may lie, best first, relative to the folder of photos. */
  names: string[];
  lrNames: string[];
  /** Size of the picture that the polygons were drawn on, as far as it is said. */
  width: number | undefined;
  height: number | undefined;
  /** Focal lengths and subset that hold for all polygons. */
  row: LabelRow;
  /** The annotators gave the photo up as a whole. */
  rejected: boolean;
  polygons: PhotoPolygon[];
  /** Why no polygon of it can be used; completes "Photo 3 of FILE …". */
  fault?: string;
}

export interface PhotoPolygon {
  /** Corners as the file gives them, or what is wrong with them (completes "Polygon 3 …"). */
  corners: Quad | string;
  row: LabelRow;
}

/** Keys without case and punctuation, the first that is there counts. */
const KEYS = {
  photos: ['photos', 'images', 'data'],
  file: [
    'rawfilename',
    'hrfilename',
    'filename',
    'file',
    'hrphoto',
    'photohr',
    'hr',
    'photo',
    'imagename',
    'image',
    'imgname',
    'name',
  ],
  folder: ['rawfilepath', 'folder'],
  lr: ['lrfilename', 'rawfilenamelr', 'filenamelr', 'lrphoto', 'photolr', 'lr'],
  polygons: ['polygons', 'wordrect', 'annotations', 'regions', 'boxes', 'quads', 'shapes', 'words', 'lines'],
  corners: ['position', 'points', 'polygon', 'quad', 'poly', 'box', 'bbox', 'vertices', 'corners'],
  width: ['width', 'imgw', 'imagewidth'],
  height: ['height', 'imgh', 'imageheight'],
  rotate: ['rotate', 'rotation'],
  valid: ['valid'],
} as const;

/** The photos of a JSON document; undefined where it is no list or dictionary of photos with polygons. */
export function photoEntries(value: unknown): PhotoEntry[] | undefined {
  const wrapped = isRecord(value) && !isPhoto(value) ? fieldOf(value, KEYS.photos) : undefined;
  const photos = typeof wrapped === 'object' && wrapped !== null ? wrapped : value;
  if (typeof photos !== 'object' || photos === null) return undefined;
  const single = isPhoto(photos);
  const entries: [string, unknown][] = single ? [['0', photos]] : Object.entries(photos);
  if (!entries.some(([key, entry]) => isPhoto(entry) || (isImageName(key) && Array.isArray(entry)))) return undefined;
  return entries.map(([key, entry]) => photoEntry(key, entry));
}

const isPhoto = (value: unknown): boolean => isRecord(value) && polygonsOf(value) !== undefined;

function photoEntry(key: string, value: unknown): PhotoEntry {
  const entry = isRecord(value)
    ? value
    : Array.isArray(value) && isImageName(key)
      ? { polygons: value as unknown }
      : {};
  const polygons = polygonsOf(entry);
  const file = nameOf(fieldOf(entry, KEYS.file)) ?? (isImageName(key) ? key : undefined);
  const folder = nameOf(fieldOf(entry, KEYS.folder));
  const inFolder = (name: string | undefined) =>
    name === undefined ? [] : folder === undefined ? [name] : [`${folder}/${name}`, name];
  const rotate = numberOf(fieldOf(entry, KEYS.rotate)) ?? 0;
  const fault =
    polygons === undefined
      ? 'has no list of polygons'
      : file === undefined
        ? 'names no photo'
        : rotate !== 0
          ? `was turned by ${rotate} before it was annotated, so its polygons do not fit the file`
          : undefined;
  return {
    key,
    names: inFolder(file),
    lrNames: inFolder(nameOf(fieldOf(entry, KEYS.lr))),
    width: numberOf(fieldOf(entry, KEYS.width)),
    height: numberOf(fieldOf(entry, KEYS.height)),
    row: sharedRow(entry),
    rejected: isFalse(fieldOf(entry, KEYS.valid)),
    polygons: (polygons ?? []).map(photoPolygon),
    ...(fault !== undefined && { fault }),
  };
}

/** A list, lists by kind as under the authors' `wordRect`, or a dictionary of polygons. */
function polygonsOf(entry: Record<string, unknown>): unknown[] | undefined {
  const polygons = fieldOf(entry, KEYS.polygons);
  if (Array.isArray(polygons)) return polygons as unknown[];
  if (!isRecord(polygons)) return undefined;
  const values = Object.values(polygons);
  const lists = values.filter((list): list is unknown[] => Array.isArray(list));
  if (lists.length > 0 || values.length === 0) return lists.flat();
  return values.every((polygon) => isRecord(polygon) && fieldOf(polygon, KEYS.corners) !== undefined)
    ? values
    : undefined;
}

/** Of what is said of a whole photo only focal lengths and the subset hold for each text in it. */
function sharedRow(entry: Record<string, unknown>): LabelRow {
  const columns = [...columnsOf(Object.keys(entry))].filter(
    ([column]) => column === 'subset' || column.startsWith('focalLength'),
  );
  return labelRow(new Map(columns), Object.values(entry));
}

function photoPolygon(value: unknown): PhotoPolygon {
  if (Array.isArray(value)) return { corners: cornersOf(value), row: { label: {}, faults: [] } };
  if (!isRecord(value)) return { corners: 'is no object', row: { label: {}, faults: [] } };
  const row = labelRow(columnsOf(Object.keys(value)), Object.values(value));
  // Polygons are no files: what else would name one is their own name.
  if (row.file !== undefined) row.name ??= row.file;
  // The authors write '' for what cannot be read, which is not known to be empty; with a status it is our own export.
  const isAuthors = row.label.status === undefined;
  if (isAuthors && row.label.illegible && row.label.transcription === '') delete row.label.transcription;
  return { corners: cornersOf(fieldOf(value, KEYS.corners)), row };
}

/** Four points as `{x, y}`, as pairs or as eight numbers, also written as texts; a fifth may close the round. */
function cornersOf(value: unknown): Quad | string {
  if (!Array.isArray(value)) return 'has no list of corners';
  const isFlat = value.every((entry) => typeof entry !== 'object');
  if (isFlat && value.length % 2 === 1) return `has ${value.length} numbers, not 8`;
  const points = isFlat
    ? Array.from({ length: value.length / 2 }, (_, i) => pointOf([value[2 * i], value[2 * i + 1]]))
    : value.map(pointOf);
  if (points.some((point) => point === undefined)) return 'has corners that are no numbers';
  const [first, last] = [points[0], points.at(-1)];
  if (points.length === 5 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) points.pop();
  if (points.length !== 4) return `has ${points.length} corners, not 4`;
  return points as unknown as Quad;
}

function pointOf(value: unknown): Point | undefined {
  const [x, y] = Array.isArray(value) ? (value as unknown[]) : isRecord(value) ? [value.x, value.y] : [];
  const point = [numberOf(x), numberOf(y)];
  return point.every((number) => number !== undefined) ? [point[0] as number, point[1] as number] : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

const nameOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const isFalse = (value: unknown): boolean =>
  value === false || (typeof value === 'string' && /^(false|no|0)$/i.test(value));

function fieldOf(record: Record<string, unknown>, names: readonly string[]): unknown {
  const found = new Map(Object.keys(record).map((key) => [plainHeading(key), key]));
  const name = names.find((candidate) => found.has(candidate));
  return name === undefined ? undefined : record[found.get(name) as string];
}
