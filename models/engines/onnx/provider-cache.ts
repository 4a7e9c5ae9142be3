import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import { cacheFolder } from '../../base/data-folder.ts';
import { Problem } from '../../base/problem.ts';

const MEASUREMENT = z.discriminatedUnion('usable', [
  z.object({ provider: z.string(), usable: z.literal(true), imagesPerSecond: z.number().positive() }),
  z.object({ provider: z.string(), usable: z.literal(false), reason: z.string() }),
]);
const FILE = z.object({ key: z.string(), measurements: z.array(MEASUREMENT).min(1) });

/** One execution provider of onnxruntime: its speed on the benchmark, or why it is not usable. */
export type ProviderMeasurement = z.infer<typeof MEASUREMENT>;

/** Where the measurements lie; the file may be deleted at any time. */
export const providerCacheFile = (): string => join(cacheFolder(), 'onnx-providers.json');

/** What was measured under this key; undefined where nothing was, or where the file is damaged. */
export async function readProviderCache(key: string): Promise<ProviderMeasurement[] | undefined> {
  try {
    const file = FILE.parse(JSON.parse(await readFile(providerCacheFile(), 'utf8')));
    return file.key === key ? file.measurements : undefined;
  } catch {
    // Missing, unreadable or damaged alike: measuring again makes it new.
    return undefined;
  }
}

/** A cache that cannot be written costs a measurement at the next start, and is no reason to stop. */
export async function writeProviderCache(key: string, measurements: readonly ProviderMeasurement[]): Promise<void> {
  const path = providerCacheFile();
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomically(path, `${JSON.stringify({ key, measurements }, undefined, 2)}\n`);
  } catch (thrown) {
    const isFileTrouble = thrown instanceof Problem || (thrown as NodeJS.ErrnoException).code !== undefined;
    if (!isFileTrouble) throw thrown;
  }
}
