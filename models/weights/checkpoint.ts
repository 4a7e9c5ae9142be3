import { stat } from 'node:fs/promises';
import { asProblem, Problem } from '../base/problem.ts';
import type { StateDict, TensorData } from '../base/tensor.ts';
import { ByteCursor } from './byte-cursor.ts';
import { readPickle } from './pickle.ts';
import { LEGACY_MAGIC, readLegacyPth, readZipPth, type PthFile } from './pth.ts';
import { readSafetensors } from './safetensors.ts';
import { torchGlobals } from './torch-globals.ts';
import { TensorReference } from './torch-tensor.ts';
import { unwrapStateDict } from './unwrap.ts';
import { readUserFile } from '../base/user-file.ts';

const LARGEST_FILE = 2 ** 31 - 1;

/**
 * Reads the weights of a checkpoint, whatever its name: safetensors, or PyTorch's container of either age. All values
 * become float32. Nothing in the file is ever run. Throws `not-found`, `empty-file`, `file-damaged`, `unsafe-pickle`,
 * `wrong-checkpoint`.
 */
export async function readCheckpoint(path: string): Promise<StateDict> {
  return parseCheckpoint(await readWeightsFile(path), path);
}

/** The bytes of a file that is small enough to be a checkpoint. Throws `not-found`, `empty-file`, `wrong-checkpoint`. */
export async function readWeightsFile(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE) {
      throw new Problem('checkpoint-too-large', { path });
    }
    const bytes = await readUserFile(path);
    if (bytes.length === 0) throw new Problem('checkpoint-empty', { path });
    return bytes;
  } catch (error) {
    throw asProblem(error, path, 'read');
  }
}

/** As `readCheckpoint`, for bytes in memory; `subject` names them in errors. */
export function parseCheckpoint(bytes: Uint8Array, subject: string): StateDict {
  const kind = contentKind(bytes);
  switch (kind) {
    case 'safetensors':
      return unwrapStateDict(readSafetensors(bytes, subject).tensors, isTensorData, subject);
    case 'zip':
      return weightsOf(readZipPth(bytes, subject), subject);
    case 'legacy-pth':
      return weightsOf(readLegacyPth(bytes, subject), subject);
    case 'pickle':
      // Read for its verdict only: what is unsafe is called unsafe, whatever wraps it.
      readPickle(new ByteCursor(bytes, subject), { globals: torchGlobals(subject) });
      throw notACheckpoint(subject, kind);
    default:
      throw notACheckpoint(subject, kind);
  }
}

function weightsOf(file: PthFile, subject: string): StateDict {
  const isReference = (value: unknown): value is TensorReference => value instanceof TensorReference;
  const references = unwrapStateDict(file.root, isReference, subject);
  return new Map([...references].map(([name, reference]) => [name, file.load(reference, name)]));
}

const isTensorData = (value: unknown): value is TensorData =>
  typeof value === 'object' && value !== null && 'data' in value;

type ContentKind =
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

const KIND_NAMES: Readonly<Record<Exclude<ContentKind, 'safetensors' | 'zip' | 'legacy-pth'>, string>> = {
  pickle: 'a Python pickle that PyTorch did not save',
  image: 'an image',
  onnx: 'an ONNX graph',
  hdf5: 'an HDF5 file, as Keras saves',
  tflite: 'a TensorFlow Lite model',
  tar: 'a tar archive (PyTorch before 0.1.10 saved such files)',
  gzip: 'a gzip archive',
  'git-lfs': 'a Git LFS pointer in place of the file itself',
  html: 'a web page, perhaps the error of a failed download',
  json: 'a JSON text, perhaps the card beside the weights',
  unknown: 'no checkpoint of a known kind',
};

function notACheckpoint(subject: string, kind: keyof typeof KIND_NAMES): Problem {
  return new Problem('not-a-checkpoint', { subject, what: KIND_NAMES[kind] });
}

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
function contentKind(bytes: Uint8Array): ContentKind {
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
