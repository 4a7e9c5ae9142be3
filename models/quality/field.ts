/** Luminance as numbers, row by row. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}
