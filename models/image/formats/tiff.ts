import { orientationOf } from './exif.ts';
import { unsupportedImage, viewOf, type ImageHeader } from './header.ts';
import { profileName } from './icc.ts';
import { directoryOffsets, readTiffDirectory, type TiffDirectory } from './tiff-directory.ts';

export const TIFF_TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  faxOptions: 292,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  subDirectories: 330,
  extraSamples: 338,
  iccProfile: 34675,
  dngVersion: 50706,
} as const;

export const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cieLab: 8, iccLab: 9 } as const;

export const COMPRESSION = { faxRuns: 2, group3: 3 } as const;

const ASSOCIATED_ALPHA = 1;

export interface TiffHeader extends ImageHeader {
  directory: TiffDirectory;
  /** Where it stands in the file. */
  offset: number;
  photometric: number;
  /** Colours are already multiplied by the alpha channel. */
  premultiplied: boolean;
}

/**
 * Header of a page of a TIFF, counted from 1. Throws RangeError where the file ends inside it or has no such page; Problem
 * `not-an-image` for a camera raw file.
 */
export function readTiffHeader(bytes: Uint8Array, name: string, page = 1): TiffHeader {
  const pages = pageOffsets(bytes);
  const offset = pages[page - 1];
  const directory = offset === undefined ? undefined : readTiffDirectory(bytes, offset);
  if (!directory) throw new RangeError('no directory');
  const value = (tag: number): number | undefined => directory.values(tag)?.[0];
  // Camera raw files dress as TIFF; their first page is a thumbnail, and taking it for the picture would mislead.
  const reduced = ((value(TIFF_TAG.newSubfileType) ?? 0) & 1) === 1 && value(TIFF_TAG.subDirectories) !== undefined;
  if (reduced || value(TIFF_TAG.dngVersion) !== undefined) throw unsupportedImage(name, 'tiff', 'camera raw data');
  const profile = directory.bytes(TIFF_TAG.iccProfile);
  return {
    width: value(TIFF_TAG.width) ?? 0,
    height: value(TIFF_TAG.height) ?? 0,
    bitDepth: value(TIFF_TAG.bitsPerSample) ?? 1,
    orientation: orientationOf(value(TIFF_TAG.orientation)),
    exif: bytes,
    ...(profile && { profile: profileName(profile) }),
    frames: pages.length,
    offset: offset as number,
    directory,
    photometric: value(TIFF_TAG.photometric) ?? PHOTOMETRIC.blackIsZero,
    premultiplied: value(TIFF_TAG.extraSamples) === ASSOCIATED_ALPHA,
  };
}

/** A smaller copy of another page, or a mask of one. */
const NO_PAGE = 1 | 4;

/** Where the pages stand; smaller copies and masks beside them are none. */
function pageOffsets(bytes: Uint8Array): number[] {
  const [first, ...others] = directoryOffsets(bytes);
  if (first === undefined) return [];
  const isPage = (offset: number) =>
    ((readTiffDirectory(bytes, offset)?.values(TIFF_TAG.newSubfileType)?.[0] ?? 0) & NO_PAGE) === 0;
  return [first, ...others.filter(isPage)];
}

/** The same file with the directory at `offset` as its first; the bytes themselves where it is that already. */
export function pageFirst(bytes: Uint8Array, offset: number): Uint8Array {
  const littleEndian = bytes[0] === 0x49;
  if (viewOf(bytes).getUint32(4, littleEndian) === offset) return bytes;
  const copy = Uint8Array.from(bytes);
  viewOf(copy).setUint32(4, offset, littleEndian);
  return copy;
}
