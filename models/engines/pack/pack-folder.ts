import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../../base/data-folder.ts';
import { Problem } from '../../base/problem.ts';
import { restoreFormerPack } from './pack-swap.ts';

/** Where the TensorFlow engine pack lives once installed. */
export const tensorflowPackFolder = (): string => join(dataFolder(), 'engines', 'tensorflow');

/** The addon, relative to the pack; its libraries lie in `deps/lib`, where it looks for them by relative path. */
export const PACK_ADDON = 'lib/napi-v8/tfjs_binding.node';
/** Our own operations, compiled from `native/`. */
export const PACK_OPERATIONS = 'lib/napi-v8/palimpsest_ops.node';
/** A helper addon; see addon-compiler.ts. */
export const PACK_STDERR_SWITCH = 'lib/napi-v8/stderr_switch.node';
export const PACK_LIBRARIES = 'deps/lib';
export const PACK_MANIFEST = 'pack.json';
const FORMAT = 2;

/** What a pack says about itself; written last, so a pack without it is not finished. */
export interface PackManifest {
  format: typeof FORMAT;
  platform: NodeJS.Platform;
  arch: string;
  /** Version of TensorFlow. */
  tensorflow: string;
  wheel: { name: string; sha256: string };
  /** Every file beside the manifest, with its path relative to the pack. */
  files: readonly { path: string; size: number; sha256: string }[];
}

export const packManifest = (parts: Omit<PackManifest, 'format' | 'platform' | 'arch'>): PackManifest => ({
  format: FORMAT,
  platform: process.platform,
  arch: process.arch,
  ...parts,
});

/** The manifest of the pack in `folder`, whose files are there with their right sizes. Throws `engine-unusable` with the reason. */
export async function readPack(folder: string): Promise<PackManifest> {
  await restoreFormerPack(folder).catch((thrown: unknown) => {
    throw new Problem('pack-unreachable', { folder }, { cause: thrown });
  });
  const manifest = await readManifest(folder);
  if (manifest.platform !== process.platform || manifest.arch !== process.arch) {
    const [theirs, ours] = [`${manifest.platform} ${manifest.arch}`, `${process.platform} ${process.arch}`];
    throw new Problem('pack-of-other-system', { folder, theirs, ours });
  }
  for (const { path, size } of manifest.files) {
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (!found) throw new Problem('pack-file-missing', { file: join(folder, path) });
    if (found.size !== size) {
      throw new Problem('pack-file-differs', { file: join(folder, path), bytes: found.size, wanted: size });
    }
  }
  return manifest;
}

async function readManifest(folder: string): Promise<PackManifest> {
  const file = join(folder, PACK_MANIFEST);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new Problem('pack-not-installed', { folder }, { cause: thrown });
    }
    throw new Problem('pack-manifest-unreadable', { file }, { cause: thrown });
  }
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (thrown) {
    throw new Problem('pack-manifest-damaged', { file }, { cause: thrown });
  }
  if (!isManifest(manifest)) {
    throw new Problem('pack-of-other-version', { folder });
  }
  return manifest;
}

function isManifest(value: unknown): value is PackManifest {
  const manifest = value as Partial<PackManifest> | null;
  return manifest?.format === FORMAT && typeof manifest.platform === 'string' && Array.isArray(manifest.files);
}
