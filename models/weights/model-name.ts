import { Problem } from '../base/problem.ts';

const LONGEST = 80;
/** Device names that Windows takes for itself, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/** Whether a model may have this name: it is a file name on every platform, the same everywhere. */
export function isModelName(name: string): boolean {
  return (
    name.length <= LONGEST &&
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._+()-]*$/u.test(name) &&
    !/[. ]$/.test(name) &&
    !RESERVED.test(name)
  );
}

/** Throws `bad-argument` unless `isModelName`. */
export function checkModelName(name: string): void {
  if (isModelName(name)) return;
  throw new Problem('model-name-unfit', { name, longest: LONGEST });
}

/** A permitted name made from any text, such as a file's name without its ending. */
export function modelNameFrom(text: string): string {
  const name = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._+()-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, LONGEST)
    .replace(/[. ]+$/, '');
  return isModelName(name) ? name : `model-${name}`.replace(/-$/, '');
}
