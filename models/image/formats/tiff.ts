import { orientationOf } from './exif.ts';
import { unsupportedImage, type ImageHeader } from './header.ts';
import { readTiffDirectory, type TiffDirectory } from './tiff-directory.ts';

export const TIFF_TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  photometric: 262,
  orientation: 274,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  subDirectories: 330,
  extraSamples: 338,
  iccProfile: 34675,
  dngVersion: 50706,
} as const;

export const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, palette: 3 } as const;

const ASSOCIATED_ALPHA = 1;

export interface TiffHeader extends ImageHeader {
  directory: TiffDirectory;
  photometric: number;
  /** Colours are already multiplied by the alpha channel. */
  premultiplied: boolean;
}

/** Header of a TIFF's first page. Throws RangeError where the file ends inside it; Problem `not-an-image` for a camera raw file. */
export function readTiffHeader(bytes: Uint8Array, name: string): TiffHeader {
  const directory = readTiffDirectory(bytes);
  if (!directory) throw new RangeError('no directory');
  const value = (tag: number): number | undefined => directory.values(tag)?.[0];
  // Camera raw files dress as TIFF; their first page is a thumbnail, and taking it for the picture would mislead.
  const reduced = ((value(TIFF_TAG.newSubfileType) ?? 0) & 1) === 1 && value(TIFF_TAG.subDirectories) !== undefined;
  if (reduced || value(TIFF_TAG.dngVersion) !== undefined) throw unsupportedImage(name, 'tiff', 'camera raw data');
  return {
    width: value(TIFF_TAG.width) ?? 0,
    height: value(TIFF_TAG.height) ?? 0,
    bitDepth: value(TIFF_TAG.bitsPerSample) ?? 1,
    orientation: orientationOf(value(TIFF_TAG.orientation)),
    exif: bytes,
    iccProfile: directory.has(TIFF_TAG.iccProfile),
    frames: directory.directories,
    directory,
    photometric: value(TIFF_TAG.photometric) ?? PHOTOMETRIC.blackIsZero,
    premultiplied: value(TIFF_TAG.extraSamples) === ASSOCIATED_ALPHA,
  };
}
