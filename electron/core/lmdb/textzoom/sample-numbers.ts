import type { Lmdb } from '../reader.ts';
import { DIGITS, LAST_INDEX, sampleKey } from './scheme.ts';

/** The lowest sample number from `from` on that a key of one of these kinds bears, or undefined. */
export async function nextIndex(
  lmdb: Lmdb,
  kinds: Iterable<string>,
  from: number,
  digits = DIGITS,
): Promise<number | undefined> {
  if (from >= 10 ** digits) return undefined;
  const number = new RegExp(`^\\d{${digits}}(?!\\d)`);
  let lowest: number | undefined;
  for (const kind of kinds) {
    const key = await lmdb.firstKey(sampleKey(kind, from, digits));
    const text = Buffer.from(key ?? []).toString('latin1');
    const found = text.startsWith(`${kind}-`) ? number.exec(text.slice(kind.length + 1)) : null;
    if (found) lowest = Math.min(lowest ?? LAST_INDEX, Number(found[0]));
  }
  return lowest;
}

/** The highest sample number that a key of one of these kinds bears, or undefined; found by halving. */
export async function lastIndex(lmdb: Lmdb, kinds: readonly string[], digits = DIGITS): Promise<number | undefined> {
  let known = await nextIndex(lmdb, kinds, 0, digits);
  let beyond = Math.min(LAST_INDEX + 1, 10 ** digits);
  while (known !== undefined && beyond - known > 1) {
    const middle = Math.floor((known + beyond) / 2);
    const found = await nextIndex(lmdb, kinds, middle, digits);
    if (found === undefined) beyond = middle;
    else known = found;
  }
  return known;
}

/** With how many digits the keys of these kinds are numbered; as published where none is there. */
export async function digitsIn(lmdb: Lmdb, kinds: readonly string[]): Promise<number> {
  for (const digits of [DIGITS, 8, 10, 7, 6, 5, 4]) {
    if ((await nextIndex(lmdb, kinds, 0, digits)) !== undefined) return digits;
  }
  return DIGITS;
}
