/** Inclusive bounds between which a value is drawn. */
export type Range = readonly [least: number, most: number];

/** What is written on the pictures. The three shares are weights, not percentages. */
export interface TextRecipe {
  words: number;
  /** Years, prices, times, house numbers. */
  numbers: number;
  /** Any characters of `characters`, for codes and plates. */
  codes: number;
  /** Of codes; words and numbers that need others are left out. */
  characters: string;
  /** Characters of a text. */
  length: Range;
}

/** How a text looks where it stands. Shares are 0..1: of the pictures that have it. */
export interface RenderingRecipe {
  /** Difference of luminance between text and ground, in 8-bit steps; half of the pictures have light text on dark. */
  contrast: number;
  /** Of the text's height, left free around it; below 0 the crop cuts into the text. */
  margin: Range;
  /** How far corners move, as a share of the crop's height. */
  perspective: number;
  /** Degrees, either way. */
  rotation: number;
  curved: { share: number; /** Height of the arc as a share of the text's. */ most: number };
  shadow: number;
  outline: number;
  /** Paper, stone, gradients, stripes behind the text. */
  texture: number;
  /** Lines under, over and across the text. */
  strokes: number;
  /** Other text beside, above or below it, of which the crop may show remains. */
  neighbours: number;
}

/**
 * How LR comes about. `camera`: as a second, poorer photograph of the same text. `bicubic`: HR halved as the published loader
 * does it. `gaussian`: HR blurred by a Gaussian of σ 0.8 … 1.6 HR pixels, then halved.
 */
export interface DegradationRecipe {
  kind: 'camera' | 'bicubic' | 'gaussian';
  /** σ of the good camera's optics in HR pixels: no photograph has edges of one pixel. */
  soft: Range;
  /** Of the pictures whose LR is HR's light at half the size and next to nothing else. */
  clean: number;
  /** σ of the optics' blur in HR pixels. */
  blur: Range;
  motion: { share: number; /** HR pixels. */ length: Range };
  /** Sent once through a still smaller size, as a share of LR's. */
  resampling: { share: number; least: number };
  /** σ of the sensor's noise in 8-bit steps. */
  noise: Range;
  /** Of the pictures whose noise the camera has smoothed, to about a third. */
  denoised: number;
  gain: Range;
  gamma: Range;
  /** How far each colour is off, as a share. */
  tint: number;
  jpeg: { share: number; quality: Range };
  /** How far LR is off HR: HR pixels, share of the size, degrees; either way. */
  shift: number;
  scale: number;
  rotation: number;
}

/** Everything that decides pictures, but for the fonts and words that were found. */
export interface SynthesisRecipe {
  /** The same seed, fonts and words give the same pictures. */
  seed: number;
  /** Of HR in pixels; without a width a text keeps its proportions, between 32 and `widest`. LR is half of it. */
  size: { height: number; width: number | null; widest: number };
  text: TextRecipe;
  rendering: RenderingRecipe;
  degradation: DegradationRecipe;
  /** Share of the pairs whose HR is a real crop, where there are some (`SynthesisSources`). */
  realShare: number;
}
