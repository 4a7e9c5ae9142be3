/** CIE XYZ of the white of D50, to which L*a*b* in files refers (ICC.1). */
const WHITE = [0.9642, 1, 0.8249] as const;

/** XYZ relative to D50 to linear sRGB, adapted to D65 by Bradford's transform. */
const TO_RGB = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/**
 * Pixels `from`..`to` of L*a*b* samples as 8-bit sRGB; colours beyond it are cut off. Samples have 8 or 16 bits: L from 0 to the
 * full range is 0 to 100; a and b are signed (TIFF 6.0, CIELab), or offset by half (ICCLab, whose 16 bits end at 0xff00).
 */
export function rgbOfLab(
  lab: Uint8Array | Uint16Array,
  isSigned: boolean,
  rgb: Uint8Array,
  from: number,
  to: number,
): void {
  const wide = lab instanceof Uint16Array;
  const full = wide ? (isSigned ? 65535 : 65280) : 255;
  const unit = wide ? 256 : 1;
  const half = 128 * unit;
  const signed = (value: number) => (isSigned ? (value >= half ? value - 2 * half : value) : value - half) / unit;
  for (let i = 3 * from; i < 3 * to; i += 3) {
    const y = (((lab[i] as number) * 100) / full + 16) / 116;
    const x = WHITE[0] * linear(y + signed(lab[i + 1] as number) / 500);
    const z = WHITE[2] * linear(y - signed(lab[i + 2] as number) / 200);
    const luminance = linear(y);
    for (let c = 0; c < 3; c++) {
      const [r, g, b] = TO_RGB[c] as (typeof TO_RGB)[number];
      rgb[i + c] = gamma(r * x + g * luminance + b * z);
    }
  }
}

const linear = (t: number): number => (t > 6 / 29 ? t ** 3 : 3 * (6 / 29) ** 2 * (t - 4 / 29));

function gamma(value: number): number {
  const light = Math.min(1, Math.max(0, value));
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
}
