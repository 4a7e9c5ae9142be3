import { Problem } from '../../../models/base/problem.ts';
import { networkIds, type NetworkId } from '../../../models/networks/registry.ts';
import { readerOf } from '../../../models/recognition/reader-registry.ts';
import { defaultModel, findModel } from '../../../models/weights/catalogue.ts';
import type { OpenOptions } from '../../contract/compute.ts';
import type { ComputeOptions } from '../../contract/jobs.ts';

/**
 * What the compute host must hold ready for a request, names of models resolved to weights files; where none is named, the project's
 * promoted one, or what ships. Throws `weights-missing` with
 * what there is, `bad-argument` for requests that exclude each other.
 */
export async function openOptions(
  request: ComputeOptions,
  {
    superResolution,
    detection = false,
    software,
    promoted = {},
  }: {
    superResolution: boolean;
    detection?: boolean;
    software: string;
    promoted?: Partial<Record<NetworkId, string>> | undefined;
  },
): Promise<OpenOptions> {
  const { engine, model, readerModel, readers, mode, height } = request;
  if (mode === 'compatible' && typeof height === 'number') {
    throw new Problem('published-height', {});
  }
  const trained = readers.map(readerOf).flatMap(({ network }) => network ?? []);
  if (trained.length > 1) {
    throw new Problem('two-trained-readers', { readers: trained.join(' and ') });
  }
  if (readerModel !== undefined && trained.length === 0) {
    throw new Problem('unused-reader-weights', { weights: readerModel });
  }
  return {
    engine,
    ...(superResolution && { superResolution: await weightsPath(networkIds('super-resolution'), model, promoted) }),
    ...(trained.length > 0 && { recognition: await weightsPath(trained, readerModel, promoted) }),
    readers,
    ...(detection && { detection }),
    mode,
    height,
    software,
  };
}

async function weightsPath(
  networks: readonly NetworkId[],
  name: string | undefined,
  promoted: Partial<Record<NetworkId, string>>,
): Promise<string> {
  if (name !== undefined) return findModel(name);
  const own = networks.find((network) => promoted[network] !== undefined);
  const [first = ''] = networks;
  return own === undefined ? defaultModel(first) : (promoted[own] as string);
}
