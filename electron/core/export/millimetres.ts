/** Digits without an exponent, to the last place. */
export function millimetres(length: number): string {
  const [, digits, exponent] = /^([\d.]+)e-(\d+)$/.exec(String(length)) ?? [];
  return digits === undefined ? String(length) : `0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`;
}
