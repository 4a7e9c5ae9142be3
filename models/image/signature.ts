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

/** Why something is no picture: what it is decides what a person can do. */
type Foreign =
  | 'document-not-picture'
  | 'foreign-picture'
  | 'video-not-picture'
  | 'archive-not-picture'
  | 'pointer-not-picture'
  | 'zeros-not-picture'
  | 'page-not-picture'
  | 'text-not-picture';

/** What else arrives under an image's name. `what` completes "… is". */
const FOREIGN: readonly { what: string; at: number; bytes: string; reason?: Foreign }[] = [
  { what: 'a PDF document', at: 0, bytes: '%PDF', reason: 'document-not-picture' },
  { what: 'a PostScript document', at: 0, bytes: '%!PS', reason: 'document-not-picture' },
  { what: 'a HEIC photo', at: 4, bytes: 'ftyphei' },
  { what: 'a HEIC photo', at: 4, bytes: 'ftyphev' },
  { what: 'a HEIF photo', at: 4, bytes: 'ftypmif1' },
  { what: 'a HEIF photo', at: 4, bytes: 'ftypmsf1' },
  { what: 'a camera raw file', at: 4, bytes: 'ftypcrx' },
  { what: 'a video', at: 4, bytes: 'ftyp', reason: 'video-not-picture' },
  { what: 'a Photoshop document', at: 0, bytes: '8BPS' },
  { what: 'a JPEG XL image', at: 4, bytes: 'JXL ' },
  { what: 'a JPEG XL image', at: 0, bytes: '\xff\x0a' },
  { what: 'a DjVu document', at: 0, bytes: 'AT&TFORM' },
  { what: 'an icon', at: 0, bytes: '\0\0\x01\0' },
  { what: 'a ZIP archive', at: 0, bytes: 'PK\x03\x04', reason: 'archive-not-picture' },
  { what: 'a 7-Zip archive', at: 0, bytes: '7z\xbc\xaf', reason: 'archive-not-picture' },
  { what: 'a RAR archive', at: 0, bytes: 'Rar!', reason: 'archive-not-picture' },
  { what: 'a gzip archive', at: 0, bytes: '\x1f\x8b', reason: 'archive-not-picture' },
  {
    what: 'a Git LFS pointer',
    at: 0,
    bytes: 'version https://git-lfs',
    reason: 'pointer-not-picture',
  },
];

/** Bytes that are looked at; also what decides whether a file is all zeros or text. */
const START = 1024;

/** Tells the image format by content, never by file name. Throws `empty-file` and `not-an-image`. */
export function recogniseImage(bytes: Uint8Array, name: string): ImageFormat {
  if (bytes.length === 0) {
    throw new Problem('picture-empty', { name });
  }
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, START));
  const has = ({ at, bytes: text }: { at: number; bytes: string }) =>
    start.toString('latin1', at, at + text.length) === text;
  const readable = READABLE.find(has);
  if (readable) return readable.format;
  const foreign = FOREIGN.find(has) ?? describe(start);
  if (!foreign) throw new Problem('not-a-picture', { name });
  throw new Problem(foreign.reason ?? 'foreign-picture', { name, what: foreign.what });
}

function describe(start: Buffer): { what: string; reason?: Foreign } | undefined {
  if (start.every((byte) => byte === 0)) {
    return { what: 'filled with zeros (an unfinished copy?)', reason: 'zeros-not-picture' };
  }
  const text = start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .toLowerCase();
  if (text.includes('<svg')) return { what: 'an SVG drawing' };
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) {
    return { what: 'a web page', reason: 'page-not-picture' };
  }
  const isText = start.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
  if (isText) return { what: 'a text file', reason: 'text-not-picture' };
  return undefined;
}
