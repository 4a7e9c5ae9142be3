/** 8-bit RGB pixels, row by row, 3 bytes a pixel. What decoding yields and encoding takes. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes. */
  readonly data: Uint8Array;
}

/** 8-bit grey pixels, row by row. */
export interface GreyRaster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
