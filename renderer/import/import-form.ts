import type { ImportRequest } from '../../electron/contract/project.ts';

/** What is filled in; empty where it is not. */
export interface ImportForm {
  source: string;
  lrFolder: string;
  hrFolder: string;
  photos: string;
  lrReplace: string;
  lrBy: string;
}

export const EMPTY_FORM: ImportForm = { source: '', lrFolder: '', hrFolder: '', photos: '', lrReplace: '', lrBy: '' };

export function isPhotoJson(form: ImportForm): boolean {
  return form.source.trim().toLowerCase().endsWith('.json');
}

/** The request that a form makes; `null` while it names no source. Options that do not suit the source are left out. */
export function importRequest(form: ImportForm, annotator: string): ImportRequest | null {
  const source = form.source.trim();
  if (!source) return null;
  const sides = !isPhotoJson(form) && form.lrFolder.trim() && form.hrFolder.trim();
  return {
    source,
    annotator,
    ...(sides && { sides: { lr: form.lrFolder.trim(), hr: form.hrFolder.trim() } }),
    ...(isPhotoJson(form) && form.photos.trim() && { photos: form.photos.trim() }),
    ...(isPhotoJson(form) && form.lrReplace && { lrName: { replace: form.lrReplace, by: form.lrBy } }),
  };
}
