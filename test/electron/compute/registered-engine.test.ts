import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { list, report } from '../../../electron/compute/client/engine-reports.ts';
import { engineReportSchema, engineSchema } from '../../../electron/contract/engines.ts';
import type { TensorData } from '../../../models/base/tensor.ts';
import { registerEngine, startEngine } from '../../../models/engines/registry.ts';
import type { NetworkConfig } from '../../../models/networks/network.ts';
import { initialWeights } from '../../../models/training/initial-weights.ts';
import { abacusEngine } from '../../support/abacus-engine.ts';
import { relativeError } from '../../support/golden.ts';
import { DEMO, palimpsest } from '../shells/cli/support.ts';

/**
 * An engine that nothing but its own module and one line of registration knows of: it is probed, listed, chosen, refused
 * where it cannot, and computes, like those that ship.
 */
const PRELOADED = { NODE_OPTIONS: `--import=${new URL('../../support/abacus-in-child.ts', import.meta.url).href}` };
let forget: () => void;
let folder: string;
beforeAll(async () => {
  forget = registerEngine(abacusEngine);
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-test-'));
});
afterAll(async () => {
  forget();
  await rm(folder, { recursive: true });
});

test('it is probed, and in every list', async () => {
  const facts = { title: 'Abacus for tests', canTrain: false };
  expect(list().map((engine) => engineSchema.parse(engine))).toContainEqual({ id: 'abacus', ...facts });
  const { engines } = engineReportSchema.parse(await report('test', { measure: false }));
  expect(engines).toContainEqual({ engine: 'abacus', ...facts, usable: true, device: 'wooden beads' });
});

test('`auto` takes it in its turn, and where it cannot train takes another', async () => {
  const engine = await startEngine('auto', 'inference');
  expect([engine.id, engine.device]).toEqual(['abacus', 'wooden beads']);
  await engine.stop();
  const trains = await startEngine('auto', 'training');
  expect(trains.id).not.toBe('abacus');
  await trains.stop();
  await expect(startEngine('abacus', 'training')).rejects.toMatchObject({
    code: 'engine-unusable',
    message: expect.stringContaining('abacus') as string,
    data: { engine: 'abacus', known: expect.not.stringContaining('abacus') as string },
  });
});

test('it computes a network as others do', async () => {
  const config: NetworkConfig = { network: 'tsrn', scale: 2, mask: true, blocks: 1, hidden: 4, stn: false };
  const weights = initialWeights(config, 1);
  const x: TensorData = { shape: [1, 4, 6, 8], data: Float32Array.from({ length: 192 }, (_, i) => (i % 11) / 11) };
  const outputs: TensorData[] = [];
  for (const id of ['abacus', 'wasm']) {
    const engine = await startEngine(id, 'inference');
    const network = await engine.load(config, weights);
    outputs.push((await network.run({ x })).y as TensorData);
    await network.dispose();
    await engine.stop();
  }
  const [mine, other] = outputs as [TensorData, TensorData];
  expect(mine.shape).toEqual([1, 4, 12, 16]);
  expect(relativeError(mine.data, other.data)).toBeLessThan(1e-5);
});

test('the command line offers it to restore, not to train, lists it, and restores with it', async () => {
  const env = PRELOADED;
  const restore = await palimpsest(['restore', '--help'], { env });
  expect(restore.stdout.replace(/\s+/g, ' ')).toMatch(/--engine <engine> .*"abacus"/);
  const train = await palimpsest(['train', '--help'], { env });
  expect(train.stdout).not.toContain('abacus');
  const listed = await palimpsest(['engine', 'list'], { env });
  expect(listed.stdout).toMatch(/^abacus +inference +yes +wooden beads/m);
  const picture = join(DEMO, 'easy', 'lr', 'bakery.png');
  const restored = await palimpsest(['restore', picture, '--out', folder, '--reader', 'none'], { env });
  expect(restored.stderr).toBe('');
  expect(restored.code).toBe(0);
  expect(restored.stdout).toContain('on abacus (wooden beads)');
  expect(await readdir(folder)).not.toEqual([]);
});
