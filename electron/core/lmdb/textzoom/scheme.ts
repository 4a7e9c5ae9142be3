import { z } from 'zod';
import {
  difficultySchema,
  directionSchema,
  focalLengthSchema,
  labelSchema,
  statusSchema,
} from '../../../contract/label.ts';
import type { Label } from '../../../contract/label.ts';

/** How many samples there are, in ASCII digits. They are numbered from 1. */
export const COUNT_KEY = 'num-samples';
export const LAST_INDEX = 999_999_999;

/** Digits of the number in a key, as the published code writes them; other sets have other widths. */
export const DIGITS = 9;

/** The key of one thing of a sample, such as `image_hr-000000001`. */
export const sampleKey = (kind: string, index: number, digits = DIGITS): string =>
  `${kind}-${String(index).padStart(digits, '0')}`;

/** What the published loader reads; `image` stands for both in sets without low-resolution images. */
export const HR_KIND = 'image_hr';
export const LR_KIND = 'image_lr';
export const SINGLE_KIND = 'image';
export const TRANSCRIPTION_KIND = 'label';
export const SAMPLE_KINDS = [HR_KIND, LR_KIND, SINGLE_KIND, TRANSCRIPTION_KIND] as const;
/** Beside an empty `label`, which the published loader insists on: nobody has said what the text is. */
export const UNLABELLED_KIND = 'unlabelled';

/** Texts of our own about a pair apart from its label. */
export const NAME_KIND = 'name';
export const PHOTO_KIND = 'photo';
export const SUBSET_KIND = 'subset';

/** A field of the label under a key of its own, as UTF-8 text. */
export interface LabelField {
  kind: string;
  /** What the text may be, for people. */
  means: string;
  /** Undefined where there is nothing to say. */
  write(label: Label): string | undefined;
  /** Undefined where the text means nothing. */
  read(text: string): Partial<Label> | undefined;
}

export const LABEL_FIELDS: readonly LabelField[] = [
  {
    kind: 'type',
    means: 'h, vp, vn or td',
    write: ({ direction }) => direction ?? undefined,
    read: (text) => field('direction', directionSchema.safeParse(text.trim())),
  },
  {
    kind: 'difficulty',
    means: 'easy, medium or hard',
    write: ({ difficulty }) => difficulty ?? undefined,
    read: (text) => field('difficulty', difficultySchema.safeParse(text.trim())),
  },
  { kind: 'focal', means: 'one or two focal lengths in mm', write: writeFocalLengths, read: readFocalLengths },
  {
    kind: 'illegible',
    means: '0 or 1',
    write: ({ illegible }) => (illegible ? '1' : undefined),
    read: (text) => (/^[01]$/.test(text.trim()) ? { illegible: text.trim() === '1' } : undefined),
  },
  {
    kind: 'status',
    means: 'new, in-progress, done, reviewed or rejected',
    write: ({ status }) => (status === 'new' ? undefined : status),
    read: (text) => field('status', statusSchema.safeParse(text.trim())),
  },
  {
    kind: 'notes',
    means: 'a text of at most 100,000 characters',
    write: ({ notes }) => notes || undefined,
    read: (text) => field('notes', labelSchema.shape.notes.safeParse(text)),
  },
  {
    kind: 'tags',
    means: 'a JSON list of texts',
    write: ({ tags }) => (tags.length > 0 ? JSON.stringify(tags) : undefined),
    read: (text) => field('tags', jsonTags.safeParse(text)),
  },
];

const jsonTags = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(labelSchema.shape.tags);

function field<Name extends keyof Label>(
  name: Name,
  parsed: z.ZodSafeParseResult<Label[Name]>,
): Partial<Label> | undefined {
  return parsed.success ? { [name]: parsed.data } : undefined;
}

/** `50` for HR alone, else `LR HR` with `-` for one that is not known. */
function writeFocalLengths({ focalLengthLr: lr, focalLengthHr: hr }: Label): string | undefined {
  if (lr === null) return hr === null ? undefined : String(hr);
  return `${lr} ${hr ?? '-'}`;
}

function readFocalLengths(text: string): Partial<Label> | undefined {
  const parts = /^(?:(\S+)\s+)?(\S+)$/.exec(text.trim());
  if (!parts) return undefined;
  const label: Partial<Label> = {};
  for (const [name, part] of [
    ['focalLengthLr', parts[1] ?? '-'],
    ['focalLengthHr', parts[2] ?? '-'],
  ] as const) {
    if (part === '-') continue;
    const length = focalLengthSchema.safeParse(/^[\d.e+-]+$/.test(part) ? Number(part) : undefined);
    if (!length.success) return undefined;
    label[name] = length.data;
  }
  return label;
}
