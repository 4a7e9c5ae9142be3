import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeFileAtomically } from '../../models/atomic-file.ts';
import { asProblem } from '../../models/problem.ts';
import type { Opened, OpenOptions, Restored } from '../contract/compute.ts';
import { SIDECAR_FORMAT, sidecarSchema, type RestorationSettings, type Sidecar } from '../contract/jobs.ts';
import type { PlannedItem } from './output-plan.ts';

const NOTICE =
  'An enhanced reading aid computed from the input, not an original: details may be invented by the network.';

export function settingsOf(options: OpenOptions, opened: Opened): RestorationSettings {
  const { name, sha256 } = opened.superResolution ?? { name: '', sha256: '' };
  return {
    mode: options.mode,
    height: options.height,
    model: { name, sha256 },
    readers: opened.readers.map((reader) => ({ id: reader.id, title: reader.title, sha256: reader.sha256 })),
  };
}

export async function writeSidecar(
  item: PlannedItem,
  restored: Restored,
  run: { settings: RestorationSettings; opened: Opened; software: string; startedAt: Date },
): Promise<Sidecar> {
  const sidecar: Sidecar = {
    format: SIDECAR_FORMAT,
    notice: NOTICE,
    software: run.software,
    input: { file: basename(item.input), ...restored.input },
    lowResolution: restored.lowResolution,
    output: { file: basename(item.output), ...restored.output },
    settings: run.settings,
    engine: { id: run.opened.engine, device: run.opened.device },
    readings: restored.readings,
    startedAt: run.startedAt.toISOString(),
    milliseconds: restored.milliseconds,
  };
  await writeFileAtomically(item.sidecar, `${JSON.stringify(sidecar, null, 2)}\n`).catch((error: unknown) => {
    throw asProblem(error, item.sidecar);
  });
  return sidecar;
}

/**
 * The sidecar of an item that an earlier run finished with the same input bytes and settings and whose picture is still
 * whole; undefined where there is anything to do.
 */
export async function finishedSidecar(item: PlannedItem, settings: RestorationSettings): Promise<Sidecar | undefined> {
  const sidecar = await readSidecar(item.sidecar);
  if (!sidecar || JSON.stringify(sidecar.settings) !== JSON.stringify(settings)) return undefined;
  if ((await hashOf(item.input)) !== sidecar.input.sha256) return undefined;
  if ((await hashOf(item.output)) !== sidecar.output.sha256) return undefined;
  return sidecar;
}

async function readSidecar(path: string): Promise<Sidecar | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return sidecarSchema.safeParse(value).data;
  } catch {
    // Absent or no JSON: the item is simply not finished.
    return undefined;
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
