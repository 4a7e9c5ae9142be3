/** The same sequence of integers below a bound for the same seed (xorshift). */
export function randomIntegers(seed: number): (bound: number) => number {
  let state = (seed * 0x9e37_79b9) | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.floor(bound);
  };
}
