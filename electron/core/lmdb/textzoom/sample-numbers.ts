import type { Lmdb } from '../reader.ts';
import { LAST_INDEX, sampleKey } from './scheme.ts';

/** The lowest sample number from `from` on that a key of one of these kinds bears, or undefined. */
export async function nextIndex(lmdb: Lmdb, kinds: Iterable<string>, from: number): Promise<number | undefined> {
  let lowest: number | undefined;
  for (const kind of kinds) {
    const key = await lmdb.firstKey(sampleKey(kind, from));
    const text = Buffer.from(key ?? []).toString('latin1');
    const digits = text.startsWith(`${kind}-`) ? /^\d{9}/.exec(text.slice(kind.length + 1)) : null;
    if (digits) lowest = Math.min(lowest ?? LAST_INDEX, Number(digits[0]));
  }
  return lowest;
}

/** The highest sample number that a key of one of these kinds bears, or undefined; found by halving. */
export async function lastIndex(lmdb: Lmdb, kinds: readonly string[]): Promise<number | undefined> {
  let known = await nextIndex(lmdb, kinds, 0);
  let beyond = LAST_INDEX + 1;
  while (known !== undefined && beyond - known > 1) {
    const middle = Math.floor((known + beyond) / 2);
    const found = await nextIndex(lmdb, kinds, middle);
    if (found === undefined) beyond = middle;
    else known = found;
  }
  return known;
}
