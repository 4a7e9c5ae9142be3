interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How far the proportions of LR and HR differ: the ratio of their aspect ratios, the larger over the smaller, minus one. 0
 * for equal proportions, 1 where one is twice as wide for its height as the other. Sizes are in pixels, above 0.
 */
export function aspectMismatch(lr: Size, hr: Size): number {
  const ratio = (lr.width * hr.height) / (lr.height * hr.width);
  return Math.max(ratio, 1 / ratio) - 1;
}
