/**
 * The absolute difference of two pictures of equal size times a gain, opaque. All are RGBA, 8 bits a channel. Transparent
 * pixels count as they would look on black.
 */
export function differenceOf(
  one: Uint8ClampedArray,
  other: Uint8ClampedArray,
  gain: number,
): Uint8ClampedArray<ArrayBuffer> {
  const result = new Uint8ClampedArray(one.length);
  for (let i = 0; i < one.length; i += 4) {
    const onlyOne = (one[i + 3] as number) / 255;
    const onlyOther = (other[i + 3] as number) / 255;
    for (let channel = i; channel < i + 3; channel++) {
      const apart = (one[channel] as number) * onlyOne - (other[channel] as number) * onlyOther;
      result[channel] = Math.abs(apart) * gain;
    }
    result[i + 3] = 255;
  }
  return result;
}
