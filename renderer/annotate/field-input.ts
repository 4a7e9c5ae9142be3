import { focalLengthSchema, tagsSchema } from '../../electron/contract/label.ts';

/** A focal length in millimetres as people write it: `50`, `50 mm`, `4,2`. '' says none; `undefined` where it is no length. */
export function focalLengthFrom(text: string): number | null | undefined {
  const plain = text.trim().replace(/\s*mm$/i, '');
  if (plain === '') return null;
  const millimetres = /^\d+([.,]\d+)?$/.test(plain) ? Number(plain.replace(',', '.')) : NaN;
  return focalLengthSchema.safeParse(millimetres).data;
}

/** The status that saving a pair gives it: begun work becomes done, and what was decided stays. */
export function statusAfterSave<S extends string>(status: S): S | 'done' {
  return status === 'new' || status === 'in-progress' ? 'done' : status;
}

/** Tags as people write them, with commas between. `undefined` where one is longer than a tag may be, or there are more than a pair may have. */
export function tagsFrom(text: string): string[] | undefined {
  const tags = [...new Set(text.split(',').map((tag) => tag.trim().normalize('NFC')))].filter(Boolean);
  return tagsSchema.safeParse(tags).success ? tags.sort() : undefined;
}
