import { Problem } from '../../../models/problem.ts';
import type { NetworkId } from '../../../models/networks.ts';
import { defaultModel, findModel } from '../../../models/weights/catalogue.ts';
import type { OpenOptions } from '../../contract/compute.ts';
import type { ComputeWish } from '../../contract/jobs.ts';

/**
 * What the compute host must hold ready for a wish, names of models resolved to weights files. Throws `weights-missing` with
 * what there is, `bad-argument` for wishes that exclude each other.
 */
export async function openOptions(
  wish: ComputeWish,
  { superResolution, software }: { superResolution: boolean; software: string },
): Promise<OpenOptions> {
  const { engine, model, crnn, readers, mode, height } = wish;
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
    ...(superResolution && { superResolution: await weightsPath('tsrn', model) }),
    ...(readers.includes('crnn') && { recognition: await weightsPath('crnn', crnn) }),
    readers,
    mode,
    height,
    software,
  };
}

const weightsPath = (network: NetworkId, name: string | undefined): Promise<string> =>
  name === undefined ? defaultModel(network) : findModel(name);
