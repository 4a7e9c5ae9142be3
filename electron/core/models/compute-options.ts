import { Problem } from '../../../models/base/problem.ts';
import type { NetworkId } from '../../../models/networks/registry.ts';
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
    software,
    promoted = {},
  }: { superResolution: boolean; software: string; promoted?: Partial<Record<NetworkId, string>> | undefined },
): Promise<OpenOptions> {
  const { engine, model, crnn, readers, mode, height } = request;
  if (mode === 'compatible' && typeof height === 'number') {
    throw new Problem(
      'bad-argument',
      'The published code knows one height only, 16.',
      'Leave out --height or --mode compatible.',
    );
  }
  if (crnn !== undefined && !readers.includes('crnn')) {
    throw new Problem('bad-argument', '--crnn names weights that no reader uses.', 'Add --reader crnn.');
  }
  return {
    engine,
    ...(superResolution && { superResolution: await weightsPath('tsrn', model, promoted) }),
    ...(readers.includes('crnn') && { recognition: await weightsPath('crnn', crnn, promoted) }),
    readers,
    mode,
    height,
    software,
  };
}

async function weightsPath(
  network: NetworkId,
  name: string | undefined,
  promoted: Partial<Record<NetworkId, string>>,
): Promise<string> {
  if (name !== undefined) return findModel(name);
  return promoted[network] ?? defaultModel(network);
}
