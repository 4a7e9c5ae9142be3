/**
 * McNemar's exact test: the chance of a split at least as uneven where either side is as likely, two-sided. Of the pairs that
 * differ, `one` went one way and `other` the other way; 1 where none did.
 */
export function mcnemar(one: number, other: number): number {
  const n = one + other;
  let logChoose = 0;
  let tail = 0;
  for (let k = 0; k <= Math.min(one, other); k++) {
    if (k > 0) logChoose += Math.log((n - k + 1) / k);
    tail += Math.exp(logChoose - n * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}
