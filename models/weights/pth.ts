import { Problem } from '../base/problem.ts';
import type { TensorData } from '../base/tensor.ts';
import { openZip, type ZipInMemory } from '../base/zip.ts';
import { ByteCursor } from './byte-cursor.ts';
import { ELEMENT_BYTES } from './element-types.ts';
import { readPickle } from './pickle.ts';
import { storageOf, torchGlobals } from './torch-globals.ts';
import { TensorLoader, type StorageReference, type TensorReference } from './torch-tensor.ts';

/** What `torch.save` wrote: a value of plain data in which tensors are references, and a way to load each. */
export interface PthFile {
  root: unknown;
  load(tensor: TensorReference, name: string): TensorData;
}

/**
 * Reads the zip container (PyTorch 1.6 and later): `<name>/data.pkl`, `<name>/data/<key>`, `<name>/byteorder`. Throws
 * `file-damaged`, `unsafe-pickle`, and `wrong-checkpoint` for other zip archives.
 */
export function readZipPth(bytes: Uint8Array, subject: string): PthFile {
  const archive = openZip(bytes, (what, cause) => damaged(subject, what, cause));
  const folder = checkpointFolder(archive, subject);
  const isBigEndian = textOf(archive, `${folder}byteorder`) === 'big';
  const pickle = archive.read(`${folder}data.pkl`) ?? new Uint8Array(0);
  const root = readPickle(new ByteCursor(pickle, subject), {
    globals: torchGlobals(subject),
    persistentLoad: (id) => storageOf(id, subject),
  });
  const bytesOf = ({ key, type }: StorageReference): Uint8Array => {
    const content = archive.read(`${folder}data/${key}`);
    if (!content) throw damaged(subject, `the values “${key}” are missing from its archive`);
    return isBigEndian ? swapped(content, ELEMENT_BYTES[type], subject) : content;
  };
  const loader = new TensorLoader(bytesOf, subject);
  return { root, load: (tensor, name) => loader.load(tensor, name) };
}

function checkpointFolder(archive: ZipInMemory, subject: string): string {
  const inFolder = (file: string) =>
    archive.names.find((name) => name.split('/').length <= 2 && name.split('/').at(-1) === file);
  const pickle = inFolder('data.pkl');
  if (pickle !== undefined && inFolder('constants.pkl') === undefined) return pickle.slice(0, -'data.pkl'.length);
  const what =
    pickle === undefined ? 'a zip archive without a PyTorch checkpoint' : 'a TorchScript program, not weights alone';
  throw new Problem('archive-not-a-checkpoint', { subject, what });
}

const textOf = (archive: ZipInMemory, name: string): string | undefined => {
  const bytes = archive.read(name);
  return bytes && Buffer.from(bytes).toString('latin1').trim();
};

function swapped(bytes: Uint8Array, width: number, subject: string): Uint8Array {
  if (bytes.length % width !== 0) throw damaged(subject, `${bytes.length} bytes hold no whole number of values`);
  const copy = Buffer.from(bytes);
  if (width === 2) return copy.swap16();
  if (width === 4) return copy.swap32();
  return width === 8 ? copy.swap64() : copy;
}

/** The integer 0x1950a86a20f9469cfc6c, pickled, with which the container before PyTorch 1.6 begins. */
export const LEGACY_MAGIC = Buffer.from('8a0a6cfc9c46f9206aa850192e', 'hex');
const LEGACY_VERSION = 1001;

/**
 * Reads the container before PyTorch 1.6: five pickles (magic number, version, system, value, storage keys), then for each
 * key the number of elements and the elements, always little-endian. Throws `file-damaged`, `unsafe-pickle`.
 */
export function readLegacyPth(bytes: Uint8Array, subject: string): PthFile {
  const cursor = new ByteCursor(bytes, subject);
  const globals = torchGlobals(subject);
  readPickle(cursor, { globals });
  const version = readPickle(cursor, { globals });
  if (version !== LEGACY_VERSION) throw damaged(subject, `its container version ${String(version)} is unknown`);
  readPickle(cursor, { globals });

  const types = new Map<string, StorageReference['type']>();
  const persistentLoad = (id: unknown) => {
    const storage = storageOf(id, subject);
    types.set(storage.key, storage.type);
    return storage;
  };
  const root = readPickle(cursor, { globals, persistentLoad });
  const keys = readPickle(cursor, { globals });
  if (!Array.isArray(keys)) throw damaged(subject, 'its list of storages is missing');

  const storages = new Map<string, Uint8Array>();
  for (const key of keys as readonly unknown[]) {
    const type = typeof key === 'string' ? types.get(key) : undefined;
    if (type === undefined) throw damaged(subject, 'it stores values that nothing refers to');
    const elements = cursor.u64();
    storages.set(key as string, cursor.take(elements * ELEMENT_BYTES[type]));
  }
  const bytesOf = ({ key }: StorageReference): Uint8Array => {
    const content = storages.get(key);
    if (!content) throw damaged(subject, `the values “${key}” are missing`);
    return content;
  };
  const loader = new TensorLoader(bytesOf, subject);
  return { root, load: (tensor, name) => loader.load(tensor, name) };
}

const damaged = (subject: string, what: string, cause?: unknown): Problem =>
  new Problem('pth-damaged', { subject, what }, cause === undefined ? undefined : { cause });
