import type * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { runForward } from '../../../models/engines/finite-output.ts';
import { toInternal } from '../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import type { NetworkConfig } from '../../../models/networks/network.ts';
import { trainingOf } from '../../../models/networks/registry.ts';
import { disposeGradients, trainingGradients } from '../../../models/training/gradients.ts';
import { NetworkParameters } from '../../../models/training/parameters.ts';
import { publishedData } from '../../../models/training/published-data.ts';
import { inferenceEngines, startedFor } from '../../support/engines.ts';
import { formulaWeights } from '../../support/formula-weights.ts';
import { readGolden, relativeError, type Golden } from '../../support/golden.ts';

const PUBLISHED = {
  srcnn: { features: 64, blocks: 0 },
  vdsr: { features: 64, blocks: 18 },
  srresnet: { features: 64, blocks: 5 },
  'srresnet.mask': { features: 64, blocks: 5 },
  edsr: { features: 256, blocks: 32 },
  rdn: { features: 64, blocks: 3 },
  esrgan: { features: 64, blocks: 23 },
  lapsrn: { features: 64, blocks: 10 },
} as const;
type Name = keyof typeof PUBLISHED;
const NAMES = Object.keys(PUBLISHED) as Name[];

const configOf = (name: Name, scale: 2 | 4): NetworkConfig => ({
  ...{ network: name.split('.')[0] as string, scale, mask: name.endsWith('.mask'), stn: false },
  ...PUBLISHED[name],
});
const weightsOf = (name: Name, scale: 2 | 4) =>
  formulaWeights(configOf(name, scale), name.startsWith('srresnet') ? 0.5 : 2);

const engines = await inferenceEngines();
let golden: Golden;
beforeAll(async () => {
  golden = await readGolden('super_resolution_io.safetensors');
});

describe.each(engines)('on $id as the published code', (listed) => {
  const need = startedFor(listed);
  const errorOf = (name: string, data: ArrayLike<number>) => relativeError(data, golden.tensor(name).data);

  // Forty million parameters take minutes on a busy computer.
  test.for(NAMES)('%s enlarges two and four times', { timeout: 600_000 }, async (name, context) => {
    need(context);
    for (const scale of [2, 4] as const) {
      const network = await need(context).load(configOf(name, scale), weightsOf(name, scale));
      const { shape, data } = await runForward(network, golden.tensor(`${name}.x`));
      await network.dispose();
      expect(shape).toEqual(golden.tensor(`${name}.x${scale}.y`).shape);
      expect(errorOf(`${name}.x${scale}.y`, data)).toBeLessThan(1e-4);
    }
  });

  test.for(NAMES.filter((name) => name !== 'edsr'))(
    '%s: loss and gradients',
    { timeout: 600_000 },
    async (name, context) => {
      need(context);
      if (!listed.report.canTrain) context.skip(`${listed.id}: cannot train`);
      const config = configOf(name, 2);
      const parameters = new NetworkParameters(config, weightsOf(name, 2));
      const x = toInternal(golden.tensor(`${name}.x`)) as tf.Tensor4D;
      const { losses, presets } = trainingOf(config.network);
      const lossOf = await losses[presets.compatible.loss]?.();
      const batch = { input: golden.tensor(`${name}.x`), target: golden.tensor(`${name}.x2.hr`) };
      const loss = await lossOf?.(batch, { x, ahead: () => Promise.reject(new Error('not asked for')) });
      if (!loss) throw new Error('no loss');
      const result = trainingGradients(parameters, x, (y) => loss.of(y));
      expect(errorOf(`${name}.x2.train.loss`, await result.loss.data())).toBeLessThan(1e-4);
      const names = golden.namesUnder(`${name}.x2.grad.`);
      expect(names).toHaveLength(3);
      for (const parameter of names) {
        const { data } = await publishedData(result.gradients.get(parameter) as tf.Tensor);
        expect(errorOf(`${name}.x2.grad.${parameter}`, data), parameter).toBeLessThan(1e-3);
      }
      disposeGradients(result);
      loss.dispose();
      x.dispose();
      parameters.dispose();
    },
  );
});
