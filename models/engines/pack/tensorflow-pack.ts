import { access, mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../../base/atomic-file.ts';
import { cacheFolder } from '../../base/data-folder.ts';
import { asProblem, Problem, type ProblemData } from '../../base/problem.ts';
import { compileAddon, findBuildTools } from './addon-compiler.ts';
import {
  PACK_ADDON,
  PACK_LIBRARIES,
  PACK_MANIFEST,
  PACK_OPERATIONS,
  PACK_STDERR_SWITCH,
  packManifest,
  readPack,
  tensorflowPackFolder,
  type PackManifest,
} from './pack-folder.ts';
import { putInPlace, removeLeftovers, restoreFormerPack, stagingFolder } from './pack-swap.ts';
import { download, sha256Of } from './resumable-download.ts';
import { tryPack } from '../tensorflow/tensorflow-engine.ts';
import { WheelArchive } from './wheel-archive.ts';
import { checkWheelPlatform, isNeededHeader, librariesOf } from './wheel-contents.ts';

export type PackStep = 'download' | 'verify' | 'extract' | 'compile' | 'test';

export interface PackProgress {
  step: PackStep;
  /** Bytes done and to do, where the step counts them. */
  bytes?: number;
  total?: number;
}

/** Where the wheel comes from: a file, or an address that the user names (Palimpsest knows none of its own). */
export type PackSource = { wheel: string } | { url: string };

export type PackOptions = PackSource & {
  /** Hexadecimal. Needed with `url`, unless the wheel is one of `KNOWN_WHEELS`. */
  sha256?: string;
  onProgress?: (progress: PackProgress) => void;
  signal?: AbortSignal;
};

/** The steps that need a compiler and the real libraries. */
export interface PackTools {
  findBuildTools: typeof findBuildTools;
  compile: typeof compileAddon;
  /** Returns the device. */
  tryPack: (folder: string) => Promise<string>;
}

export interface InstalledPack {
  folder: string;
  device: string;
  manifest: PackManifest;
}

/**
 * TensorFlow wheels that were tried with Palimpsest, by file name: their SHA-256 need not be given. Any other wheel
 * since TensorFlow 2.12 should work too.
 */
const KNOWN_WHEELS: Readonly<Record<string, string>> = {
  'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl':
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
};

/** Room to leave on the disk beside the pack itself: the addon, the headers, and some air. */
const SPARE_BYTES = 64 * 2 ** 20;

/**
 * Builds the TensorFlow engine pack from TensorFlow's own Python wheel and puts it in place of the former one, which
 * stays as it was until the new one has computed a known result. Throws `bad-argument`, `not-found`, `file-damaged`,
 * `checksum-mismatch`, `download-failed`, `disk-full`, `cancelled`, and `engine-unusable` when the pack cannot be built
 * or does not work here.
 */
export async function installTensorFlowPack(
  options: PackOptions,
  tools: PackTools = { findBuildTools, compile: compileAddon, tryPack },
): Promise<InstalledPack> {
  const target = tensorflowPackFolder();
  const staging = stagingFolder(target);
  try {
    await mkdir(dirname(target), { recursive: true });
    await removeLeftovers(target);
    await restoreFormerPack(target);
    await checkSource(options);
    const buildTools = await tools.findBuildTools();
    const wheel = 'url' in options ? await fetchWheel(options) : options.wheel;
    const sha256 = await verifiedHash(wheel, options);
    const { include, libraries, ...rest } = await unpack(wheel, staging, options);
    options.onProgress?.({ step: 'compile' });
    await tools.compile(buildTools, staging, include, libraries, options.signal);
    await rm(include, { recursive: true });
    const manifest = await describe(staging, { ...rest, wheel: { name: basename(wheel), sha256 } });
    options.onProgress?.({ step: 'test' });
    const device = await tools.tryPack(staging);
    options.signal?.throwIfAborted();
    await putInPlace(staging, target);
    if ('url' in options) await rm(wheel, { force: true });
    return { folder: target, device, manifest };
  } catch (thrown) {
    if (options.signal?.aborted) {
      throw new Problem(
        'installation-stopped',
        {},
        {
          cause: thrown,
        },
      );
    }
    const ofWheel = 'wheel' in options && (thrown as NodeJS.ErrnoException).path === options.wheel;
    throw asProblem(thrown, ofWheel ? options.wheel : target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

export type PackStatus = { folder: string } & (
  { installed: true; bytes: number; manifest: PackManifest } | { installed: false; problem: ProblemData }
);

/** The installed pack and its size on disk, or why there is none that could be used. Does not load it; never throws. */
export async function engineStatus(): Promise<PackStatus> {
  const folder = tensorflowPackFolder();
  try {
    const manifest = await readPack(folder);
    return { folder, installed: true, bytes: manifest.files.reduce((sum, { size }) => sum + size, 0), manifest };
  } catch (thrown) {
    return { folder, installed: false, problem: asProblem(thrown, folder).toData() };
  }
}

/** Deletes the pack, unfinished installations and downloads. Returns whether there was a pack. */
export async function removeTensorFlowPack(): Promise<boolean> {
  const folder = tensorflowPackFolder();
  try {
    await removeLeftovers(folder);
    await restoreFormerPack(folder);
    const existed = (await stat(folder).catch(() => undefined)) !== undefined;
    await rm(folder, { recursive: true, force: true });
    await rm(downloadFolder(), { recursive: true, force: true });
    return existed;
  } catch (thrown) {
    throw asProblem(thrown, folder);
  }
}

/** What can be refused before anything is fetched or compiled. */
async function checkSource(options: PackOptions): Promise<void> {
  if (options.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(options.sha256)) {
    throw new Problem('not-a-checksum', { checksum: options.sha256 });
  }
  if ('wheel' in options) await access(options.wheel);
}

const downloadFolder = (): string => join(cacheFolder(), 'downloads');

async function fetchWheel(options: PackOptions & { url: string }): Promise<string> {
  const { url, onProgress, signal } = options;
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new Problem('not-an-address', { url });
  }
  const name = decodeURIComponent(basename(address.pathname));
  const sha256 = options.sha256?.toLowerCase() ?? KNOWN_WHEELS[name];
  if (!sha256) {
    throw new Problem('checksum-unknown', { wheel: name });
  }
  // Named by the checksum: a download is taken up again only for the same file, and no name from outside is used.
  const file = join(downloadFolder(), `${sha256}.whl`);
  await download({
    url,
    file,
    sha256,
    onProgress: (bytes, total) => onProgress?.({ step: 'download', bytes, ...(total !== undefined && { total }) }),
    ...(signal && { signal }),
  });
  return file;
}

async function verifiedHash(wheel: string, { sha256, onProgress, signal }: PackOptions): Promise<string> {
  onProgress?.({ step: 'verify' });
  const actual = await sha256Of(wheel, signal);
  if (sha256 && actual !== sha256.toLowerCase()) {
    throw new Problem('wheel-differs', { wheel, actual, wanted: sha256 });
  }
  return actual;
}

type PackFile = PackManifest['files'][number];

interface Unpacked {
  tensorflow: string;
  files: PackFile[];
  include: string;
  libraries: string[];
}

/** Takes TensorFlow's libraries into the pack, and its headers into a folder beside them. */
async function unpack(wheel: string, staging: string, { onProgress, signal }: PackOptions): Promise<Unpacked> {
  const archive = await WheelArchive.open(wheel);
  try {
    checkWheelPlatform(wheel, await archive.text(archive.distInfo('WHEEL').name));
    const metadata = await archive.text(archive.distInfo('METADATA').name);
    const tensorflow = /^Version: (.+)$/m.exec(metadata)?.[1]?.trim() ?? 'unknown';
    const needed = librariesOf(wheel, archive.members.values());
    const headers = [...archive.members.values()].filter(({ name }) => isNeededHeader(name));
    const total = [...needed, ...headers].reduce((sum, { size }) => sum + size, 0);
    await requireFreeSpace(dirname(staging), total + SPARE_BYTES);
    let bytes = 0;
    const onBytes = (n: number) => onProgress?.({ step: 'extract', bytes: (bytes += n), total });
    const watch = { onBytes, ...(signal && { signal }) };
    const files: PackFile[] = [];
    for (const { name, size } of needed) {
      const path = `${PACK_LIBRARIES}/${basename(name)}`;
      files.push({ path, size, sha256: await archive.extract(name, join(staging, path), watch) });
    }
    const include = join(staging, 'include');
    await mkdir(include, { recursive: true });
    for (const { name } of headers) {
      await archive.extract(name, join(include, name.slice('tensorflow/include/'.length)), watch);
    }
    return { tensorflow, files, include, libraries: needed.map(({ name }) => basename(name)) };
  } finally {
    await archive.close();
  }
}

/** Adds what was compiled to the list of files and writes the manifest, which makes the pack whole. */
async function describe(
  staging: string,
  parts: Pick<PackManifest, 'tensorflow' | 'wheel' | 'files'>,
): Promise<PackManifest> {
  const compiled = [PACK_ADDON, PACK_OPERATIONS, PACK_STDERR_SWITCH].map(async (path) => {
    const file = join(staging, path);
    return { path, size: (await stat(file)).size, sha256: await sha256Of(file) };
  });
  const manifest = packManifest({ ...parts, files: [...parts.files, ...(await Promise.all(compiled))] });
  await writeFile(join(staging, PACK_MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
  await syncFolder(staging);
  return manifest;
}

/** Throws `disk-full` when the disk that holds `folder` has less room than `bytes`. */
export async function requireFreeSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  const gigabytes = (n: number) => `${(n / 1e9).toFixed(2)} GB`;
  throw new Problem('pack-disk-full', { needed: gigabytes(bytes), folder, free: gigabytes(bavail * bsize) });
}
