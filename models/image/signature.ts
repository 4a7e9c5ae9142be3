import { Problem } from '../base/problem.ts';
import type { ImageFormat } from './formats/header.ts';

const READABLE: readonly { format: ImageFormat; at: number; bytes: string }[] = [
  { format: 'png', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { format: 'jpeg', at: 0, bytes: '\xff\xd8\xff' },
  { format: 'webp', at: 8, bytes: 'WEBP' },
  { format: 'tiff', at: 0, bytes: 'II*\0' },
  { format: 'tiff', at: 0, bytes: 'MM\0*' },
  { format: 'bmp', at: 0, bytes: 'BM' },
  { format: 'tiff', at: 0, bytes: 'II+\0' },
  { format: 'tiff', at: 0, bytes: 'MM\0+' },
  { format: 'gif', at: 0, bytes: 'GIF8' },
  { format: 'avif', at: 4, bytes: 'ftypavi' },
  { format: 'jpeg2000', at: 4, bytes: 'jP  ' },
  { format: 'jpeg2000', at: 0, bytes: '\xff\x4f\xff\x51' },
];

const CONVERT = 'Open it in an image editor and save it as PNG or JPEG.';

/** What else arrives under an image's name. `what` completes "… is". */
const FOREIGN: readonly { what: string; at: number; bytes: string; cure?: string }[] = [
  { what: 'a PDF document', at: 0, bytes: '%PDF', cure: 'Export its pages as PNG images, at 300 dpi or more.' },
  { what: 'a PostScript document', at: 0, bytes: '%!PS', cure: 'Export its pages as PNG images, at 300 dpi or more.' },
  { what: 'a HEIC photo', at: 4, bytes: 'ftyphei' },
  { what: 'a HEIC photo', at: 4, bytes: 'ftyphev' },
  { what: 'a HEIF photo', at: 4, bytes: 'ftypmif1' },
  { what: 'a HEIF photo', at: 4, bytes: 'ftypmsf1' },
  { what: 'a camera raw file', at: 4, bytes: 'ftypcrx' },
  { what: 'a video', at: 4, bytes: 'ftyp', cure: 'Export the frames that matter as PNG images.' },
  { what: 'a Photoshop document', at: 0, bytes: '8BPS' },
  { what: 'a JPEG XL image', at: 4, bytes: 'JXL ' },
  { what: 'a JPEG XL image', at: 0, bytes: '\xff\x0a' },
  { what: 'a DjVu document', at: 0, bytes: 'AT&TFORM' },
  { what: 'an icon', at: 0, bytes: '\0\0\x01\0' },
  { what: 'a ZIP archive', at: 0, bytes: 'PK\x03\x04', cure: 'Unpack it and name the images inside.' },
  { what: 'a 7-Zip archive', at: 0, bytes: '7z\xbc\xaf', cure: 'Unpack it and name the images inside.' },
  { what: 'a RAR archive', at: 0, bytes: 'Rar!', cure: 'Unpack it and name the images inside.' },
  { what: 'a gzip archive', at: 0, bytes: '\x1f\x8b', cure: 'Unpack it and name the images inside.' },
  {
    what: 'a Git LFS pointer, not the image itself',
    at: 0,
    bytes: 'version https://git-lfs',
    cure: 'Run "git lfs pull" in its repository.',
  },
];

/** Bytes that are looked at; also what decides whether a file is all zeros or text. */
const START = 1024;

/** Tells the image format by content, never by file name. Throws `empty-file` and `not-an-image`. */
export function recogniseImage(bytes: Uint8Array, name: string): ImageFormat {
  if (bytes.length === 0) {
    throw new Problem('empty-file', `${name} is empty (0 bytes).`, 'Copy or download it again from its source.');
  }
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, START));
  const has = ({ at, bytes: text }: { at: number; bytes: string }) =>
    start.toString('latin1', at, at + text.length) === text;
  const readable = READABLE.find(has);
  if (readable) return readable.format;
  const foreign = FOREIGN.find(has) ?? describe(start);
  throw new Problem(
    'not-an-image',
    `${name} is ${foreign.what}${foreign.what.startsWith('not ') ? '' : ', not a picture that can be read'}.`,
    foreign.cure ?? CONVERT,
  );
}

function describe(start: Buffer): { what: string; cure?: string } {
  if (start.every((byte) => byte === 0)) {
    return { what: 'filled with zeros (an unfinished copy?)', cure: 'Copy or download it again from its source.' };
  }
  const text = start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .toLowerCase();
  if (text.includes('<svg')) return { what: 'an SVG drawing' };
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) {
    return { what: 'a web page', cure: 'Download the image itself: the link led to a page about it.' };
  }
  const isText = start.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  if (isText) return { what: 'a text file', cure: 'Name an image file.' };
  return { what: 'not a picture that can be read', cure: 'Name an image file, or convert it to PNG.' };
}
