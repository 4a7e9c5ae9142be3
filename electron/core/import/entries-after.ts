import { Problem } from '../../../models/base/problem.ts';

/** Entries behind the one with the key `after`; all of them without one. Throws `bad-argument` for a key that is not there. */
export function entriesAfter<T extends { key: string }>(
  entries: readonly T[],
  after: string | undefined,
  location: string,
): readonly T[] {
  if (after === undefined) return entries;
  const at = entries.findIndex(({ key }) => key === after);
  if (at < 0) {
    throw new Problem('no-place-to-go-on', { location, after });
  }
  return entries.slice(at + 1);
}
