import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeFileAtomically } from '../../../models/base/atomic-file.ts';
import { asProblem } from '../../../models/base/problem.ts';
import type { Opened, OpenOptions, Picture, Restored } from '../../contract/compute.ts';
import { SIDECAR_FORMAT, sidecarSchema, type RestorationSettings, type Sidecar } from '../../contract/jobs.ts';
import type { PlannedItem } from './output-plan.ts';
import { openUserFile, readUserText } from '../../../models/base/user-file.ts';
import { fileAndPage } from '../../contract/page-address.ts';

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

/**
 * Writes the sidecar of a new restoration. Verdicts have a file of their own (`review-file.ts`); one that an earlier version
 * wrote into the sidecar stays there while the picture is the same, bit by bit.
 */
export async function writeSidecar(
  item: PlannedItem,
  restored: Restored,
  run: { settings: RestorationSettings; opened: Opened; software: string; startedAt: Date },
): Promise<Sidecar> {
  const former = await readSidecar(item.sidecar);
  const review = former?.output.sha256 === restored.output.sha256 ? former.review : undefined;
  const { invention } = restored;
  const sidecar: Sidecar = {
    format: SIDECAR_FORMAT,
    notice: NOTICE,
    software: run.software,
    input: { file: item.pairId === undefined ? basename(item.input) : item.input, ...restored.input },
    ...(item.pairId !== undefined && { pairId: item.pairId }),
    lowResolution: restored.lowResolution,
    output: { file: basename(item.output), ...restored.output },
    ...(restored.leftAsItIs && { leftAsItIs: true }),
    ...(invention && item.invention !== undefined && { invention: { file: basename(item.invention), ...invention } }),
    settings: run.settings,
    engine: { id: run.opened.engine, device: run.opened.device },
    readings: restored.readings,
    startedAt: run.startedAt.toISOString(),
    milliseconds: restored.milliseconds,
    ...(review && { review }),
  };
  await putSidecar(item.sidecar, sidecar);
  return sidecar;
}

async function putSidecar(path: string, sidecar: Sidecar): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(sidecar, null, 2)}\n`).catch((error: unknown) => {
    throw asProblem(error, path);
  });
}

/**
 * The sidecar of an item that an earlier run finished with the same input bytes, direction and settings and whose picture, and map
 * where one is wanted, are still whole; undefined where there is anything to do.
 */
export async function finishedSidecar(
  item: PlannedItem,
  picture: () => Picture,
  settings: RestorationSettings,
): Promise<Sidecar | undefined> {
  const sidecar = await readSidecar(item.sidecar);
  if (!sidecar || JSON.stringify(sidecar.settings) !== JSON.stringify(settings)) return undefined;
  const input = picture();
  if ((await hashOfPicture(input)) !== sidecar.input.sha256) return undefined;
  if ((typeof input === 'string' ? undefined : input.direction) !== sidecar.input.direction) return undefined;
  if (typeof input === 'string' && fileAndPage(input).page !== (sidecar.input.page?.number ?? 1)) return undefined;
  if ((await hashOf(item.output)) !== sidecar.output.sha256) return undefined;
  if (item.invention === undefined || sidecar.leftAsItIs) return sidecar;
  return sidecar.invention && (await hashOf(item.invention)) === sidecar.invention.sha256 ? sidecar : undefined;
}

export async function readSidecar(path: string): Promise<Sidecar | undefined> {
  try {
    const value: unknown = JSON.parse(await readUserText(path));
    return sidecarSchema.safeParse(value).data;
  } catch {
    // Absent or no JSON: the item is simply not finished.
    return undefined;
  }
}

/** SHA-256 of the encoded bytes of a picture; undefined where they cannot be read. */
export const hashOfPicture = async (picture: Picture): Promise<string | undefined> =>
  typeof picture === 'string'
    ? hashOf(fileAndPage(picture).file)
    : createHash('sha256').update(picture.bytes).digest('hex');

/** SHA-256 of a file; undefined where it cannot be read. */
export async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    const { file } = await openUserFile(path);
    await pipeline(file.createReadStream(), hash); // which closes the file
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}
