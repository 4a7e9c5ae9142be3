import {
  difficultySchema,
  directionSchema,
  focalLengthSchema,
  labelSchema,
  statusSchema,
  type Label,
} from '../../contract/label.ts';

/** What a column, or a key of a JSON object, can say of a picture or pair. */
export type Column =
  | 'file'
  | 'lr'
  | 'hr'
  | 'name'
  | 'photo'
  | 'subset'
  | 'transcription'
  | 'transcribed'
  | 'direction'
  | 'difficulty'
  | 'focalLength'
  | 'focalLengthLr'
  | 'focalLengthHr'
  | 'illegible'
  | 'valid'
  | 'status'
  | 'notes'
  | 'tags';

/** Names of columns without case, spaces and punctuation; where a table has several of a kind, the first listed counts. */
const NAMES: Record<Column, readonly string[]> = {
  file: [
    'filename',
    'file',
    'path',
    'filepath',
    'imagepath',
    'imagename',
    'image',
    'img',
    'datei',
    'dateiname',
    'bild',
    'fichier',
  ],
  lr: ['lrfilename', 'filenamelr', 'lrfile', 'lrpath', 'lrimage', 'lr'],
  hr: ['hrfilename', 'filenamehr', 'hrfile', 'hrpath', 'hrimage', 'hr'],
  name: ['name', 'pair'],
  photo: ['photo', 'photoid', 'sourcephoto'],
  subset: ['subset'],
  transcription: [
    'transcription',
    'text',
    'words',
    'word',
    'groundtruth',
    'gt',
    'label',
    'transkription',
    'wort',
    'texte',
  ],
  transcribed: ['transcribed'],
  direction: ['direction', 'type'],
  difficulty: ['difficulty'],
  focalLength: ['focallength', 'focal', 'focallengthmm'],
  focalLengthLr: ['focallengthlr', 'focallr', 'lrfocallength', 'lrfocal'],
  focalLengthHr: ['focallengthhr', 'focalhr', 'hrfocallength', 'hrfocal'],
  illegible: ['illegible', 'illegibility'],
  valid: ['valid'],
  status: ['status'],
  notes: ['notes', 'note', 'comment', 'comments'],
  tags: ['tags', 'tag'],
};

/** A row of a label file, understood. */
export interface LabelRow {
  file?: string;
  lr?: string;
  hr?: string;
  name?: string;
  photo?: string;
  subset?: string;
  label: Partial<Label>;
  /** Of the one picture or, in a pair, of HR, unless `label` says more. */
  focalLength?: number;
  /** Values that were left out; each completes "Line 7 of FILE …". */
  faults: string[];
}

/** Which heading, if any, stands for which column. A `name` is the file where no other column is. */
export function columnsOf(headings: readonly string[]): ReadonlyMap<Column, number> {
  const plain = headings.map(plainHeading);
  const columns = new Map<Column, number>();
  for (const [column, names] of Object.entries(NAMES) as [Column, readonly string[]][]) {
    const name = names.find((candidate) => plain.includes(candidate));
    if (name !== undefined) columns.set(column, plain.indexOf(name));
  }
  const name = columns.get('name');
  if (name !== undefined && !['file', 'lr', 'hr'].some((column) => columns.has(column as Column))) {
    columns.delete('name');
    columns.set('file', name);
  }
  return columns;
}

export const plainHeading = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Understands the values of a row: texts from a table, any JSON value from an object. null and undefined say nothing. */
export function labelRow(columns: ReadonlyMap<Column, number>, values: readonly unknown[]): LabelRow {
  const row: LabelRow = { label: {}, faults: [] };
  for (const [column, index] of columns) {
    const value = values[index];
    if (value === undefined || value === null || saysNothing(column, value)) continue;
    if (typeof value === 'string' && isBroken(value)) {
      row.faults.push(`has a ${column} with characters that cannot be kept`);
    } else if (!READERS[column](row, value)) {
      row.faults.push(`has a ${column} that cannot be understood: ${excerpt(value)}`);
    }
  }
  return row;
}

/** Columns in which '' says something. */
const MAY_BE_EMPTY: ReadonlySet<Column> = new Set(['transcription', 'subset', 'notes', 'tags']);

/** Formats whose columns have no gaps say nothing by an empty text and by a focal length of 0. */
const saysNothing = (column: Column, value: unknown): boolean =>
  value === '' ? !MAY_BE_EMPTY.has(column) : value === 0 && column.startsWith('focalLength');

/** Bytes that could not be decoded, half of a surrogate pair, or a NUL, which no text file could keep. */
function isBroken(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed();
}

/** Objects are not written out: they may be nested deeper than any stack. */
function excerpt(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Puts a value into the row; false where it cannot be understood. */
type Reader = (row: LabelRow, value: unknown) => boolean;

const READERS: Record<Column, Reader> = {
  file: nameReader('file'),
  lr: nameReader('lr'),
  hr: nameReader('hr'),
  name: nameReader('name'),
  photo: nameReader('photo'),
  subset: nameReader('subset'),
  transcription: labelReader('transcription', (value) => textOf(value)?.normalize('NFC')),
  // Comes after the transcription, which it may take back: '' is then only the want of one.
  transcribed: (row, value) => {
    const transcribed = truthOf(value);
    if (transcribed === false) delete row.label.transcription;
    return transcribed !== undefined;
  },
  direction: labelReader('direction', (value) => directionSchema.safeParse(wordOf(value)).data),
  difficulty: labelReader('difficulty', (value) => difficultySchema.safeParse(wordOf(value)).data),
  focalLength: (row, value) => {
    const millimetres = millimetresOf(value);
    if (millimetres !== undefined) row.focalLength = millimetres;
    return millimetres !== undefined;
  },
  focalLengthLr: labelReader('focalLengthLr', millimetresOf),
  focalLengthHr: labelReader('focalLengthHr', millimetresOf),
  illegible: labelReader('illegible', truthOf),
  valid: (row, value) => {
    const valid = truthOf(value);
    if (valid !== undefined) row.label.illegible ??= !valid;
    return valid !== undefined;
  },
  status: labelReader('status', (value) => statusSchema.safeParse(wordOf(value)?.replace(/[\s_]+/, '-')).data),
  notes: labelReader('notes', textOf),
  tags: labelReader('tags', tagsOf),
};

function nameReader(field: 'file' | 'lr' | 'hr' | 'name' | 'photo' | 'subset'): Reader {
  return (row, value) => {
    const text = textOf(value);
    if (text !== undefined) row[field] = text;
    return text !== undefined;
  };
}

function labelReader<F extends keyof Label>(field: F, read: (value: unknown) => Label[F] | undefined): Reader {
  return (row, value) => {
    const { success, data } = labelSchema.shape[field].safeParse(read(value));
    if (success) row.label = { ...row.label, [field]: data };
    return success;
  };
}

/** A JSON number is taken as the text it is written as: a year, a price. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

const wordOf = (value: unknown): string | undefined => textOf(value)?.trim().toLowerCase();

/** `50`, `50.0`, `50 mm`. */
function millimetresOf(value: unknown): number | undefined {
  const digits = /^(\d+(?:\.\d+)?)\s*(?:mm)?$/.exec(wordOf(value) ?? '')?.[1];
  return digits === undefined ? undefined : focalLengthSchema.safeParse(Number(digits)).data;
}

const TRUTHS = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

function truthOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : TRUTHS.get(wordOf(value) ?? '');
}

/** A JSON list, also one written into a table's cell; else names with semicolons between. */
function tagsOf(value: unknown): string[] | undefined {
  let list = value;
  if (typeof value === 'string') {
    if (value.trimStart().startsWith('[')) {
      try {
        list = JSON.parse(value);
      } catch {
        return undefined;
      }
    } else {
      list = value.split(';').map((tag) => tag.trim());
    }
  }
  if (!Array.isArray(list) || !list.every((tag) => typeof tag === 'string' && !isBroken(tag))) return undefined;
  return list.filter((tag) => tag !== '') as string[];
}
