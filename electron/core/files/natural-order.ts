/**
 * Order of relative paths as a person reads them: numbers by value (2 before 10), a folder's contents together, everything
 * else by code unit. A total order that depends on no locale, so that a cursor means the same on every machine.
 */
export function compareNaturally(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isDigit(a, i) && isDigit(b, j)) {
      const x = numberAt(a, i);
      const y = numberAt(b, j);
      if (x.digits.length !== y.digits.length) return x.digits.length - y.digits.length;
      if (x.digits !== y.digits) return x.digits < y.digits ? -1 : 1;
      i = x.end;
      j = y.end;
    } else {
      const difference = rank(a, i++) - rank(b, j++);
      if (difference !== 0) return difference;
    }
  }
  const rest = a.length - i - (b.length - j);
  if (rest !== 0) return rest;
  return a === b ? 0 : a < b ? -1 : 1;
}

const isDigit = (text: string, at: number): boolean => text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57;

/** The separator comes before all else: `a/1` before `a-b/1`. */
const rank = (text: string, at: number): number => (text[at] === '/' ? -1 : text.charCodeAt(at));

/** The number that starts at `at`, without leading zeros. */
function numberAt(text: string, at: number): { digits: string; end: number } {
  let end = at;
  while (end < text.length && isDigit(text, end)) end++;
  return { digits: text.slice(at, end).replace(/^0+/, ''), end };
}
