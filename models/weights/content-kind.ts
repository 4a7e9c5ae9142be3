import { LEGACY_MAGIC } from './pth.ts';

export type ContentKind =
  | 'safetensors'
  | 'zip'
  | 'legacy-pth'
  | 'pickle'
  | 'image'
  | 'onnx'
  | 'hdf5'
  | 'tflite'
  | 'tar'
  | 'gzip'
  | 'git-lfs'
  | 'html'
  | 'json'
  | 'unknown';

const SIGNATURES: readonly { kind: ContentKind; at: number; bytes: string }[] = [
  { kind: 'zip', at: 0, bytes: 'PK\x03\x04' },
  { kind: 'image', at: 0, bytes: '\x89PNG' },
  { kind: 'image', at: 0, bytes: '\xff\xd8\xff' },
  { kind: 'image', at: 0, bytes: 'GIF8' },
  { kind: 'image', at: 0, bytes: 'II*\0' },
  { kind: 'image', at: 0, bytes: 'MM\0*' },
  { kind: 'image', at: 8, bytes: 'WEBP' },
  { kind: 'image', at: 4, bytes: 'ftyp' },
  { kind: 'image', at: 0, bytes: 'BM' },
  { kind: 'hdf5', at: 0, bytes: '\x89HDF' },
  { kind: 'tflite', at: 4, bytes: 'TFL3' },
  { kind: 'tar', at: 257, bytes: 'ustar' },
  { kind: 'gzip', at: 0, bytes: '\x1f\x8b' },
  { kind: 'git-lfs', at: 0, bytes: 'version https://git-lfs' },
];

/** What a file is by its first bytes, whatever it is called. */
export function contentKind(bytes: Uint8Array): ContentKind {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512));
  const has = (text: string, at: number) => start.toString('latin1', at, at + text.length) === text;
  // First, for the length of a header may look like a signature.
  if (has('{', 8) && isHeaderLength(start)) return 'safetensors';
  if (start[0] === 0x80) {
    return start.subarray(2, 2 + LEGACY_MAGIC.length).equals(LEGACY_MAGIC) ? 'legacy-pth' : 'pickle';
  }
  const signature = SIGNATURES.find(({ bytes: text, at }) => has(text, at));
  if (signature) return signature.kind;
  const text = start.toString('latin1').trimStart().toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'html';
  if (text.startsWith('{') || text.startsWith('[')) return 'json';
  // An ONNX file starts with its version (field 1, a small number) and its producer's or domain's name (a text).
  if (start[0] === 0x08 && (start[1] ?? 0xff) < 0x40 && ((start[2] ?? 0) & 0x07) === 2) return 'onnx';
  return 'unknown';
}

/** Below 2⁴⁰, which no other kind has before a brace in its ninth byte. */
const isHeaderLength = (start: Buffer): boolean => start[5] === 0 && start[6] === 0 && start[7] === 0;
